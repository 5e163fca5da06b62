"""Modbus registers, RTU over a serial line or TCP: a number in one, two or four of them."""

import math
from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from pymodbus.client import ModbusSerialClient, ModbusTcpClient
from pymodbus.client.base import ModbusBaseSyncClient
from pymodbus.exceptions import ModbusException
from pymodbus.pdu import ExceptionResponse

from edge.instruments.answers import Answer
from edge.sensors import Options, read_options
from kawamori.errors import InvalidError, UnavailableError

_EXCEPTIONS = {  # Modbus Application Protocol 1.1b3, 7
    1: "illegal function",
    2: "no such register",
    3: "illegal value",
    4: "the instrument failed",
    5: "acknowledged, not ready",
    6: "the instrument is busy",
    11: "the gateway's instrument does not answer",
}


class ModbusOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where the register is, and what is in it; the answer is number x scale + offset.

    ``register`` counts from 0. Either ``host`` (TCP) or ``port`` (a serial line).
    """

    register: Annotated[int, Meta(ge=0, le=65535)]
    host: str | None = None
    tcp_port: Annotated[int, Meta(ge=1, le=65535)] = 502
    port: str | None = None
    baudrate: int = 9600
    parity: Literal["N", "E", "O"] = "N"
    stopbits: Literal[1, 2] = 1
    unit: Annotated[int, Meta(ge=0, le=247)] = 1
    table: Literal["input", "holding"] = "input"
    type: Literal["int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64"] = (
        "uint16"
    )
    word_order: Literal["big", "little"] = "big"
    scale: float = 1.0
    offset: float = 0.0
    timeout_s: Annotated[float, Meta(gt=0, le=10)] = 1.0


class ModbusSource:
    """One number of one instrument."""

    def __init__(self, options: Options) -> None:
        self._options = read_options(ModbusOptions, options)
        if bool(self._options.host) == bool(self._options.port):
            raise InvalidError("options: give either host (TCP) or port (serial), not both")
        self._heard = b""

    def ask(self) -> Answer:
        """Connect, read, and let go; ``UnavailableError`` has the exception or what came."""
        self._heard = b""
        client = self._client()
        try:
            registers = self._read(client)
        except ModbusException as error:
            raise UnavailableError(f"{self._where()}: {self._what(error)}") from error
        finally:
            client.close()  # type: ignore[no-untyped-call] # the library's
        options = self._options
        kind = client.DATATYPE[options.type.upper()]
        number = client.convert_from_registers(registers, kind, options.word_order)
        told = " ".join(f"{each:04x}" for each in registers)
        if not isinstance(number, int | float) or not math.isfinite(number):
            raise UnavailableError(f"{self._where()}: registers {told} are no {options.type}")
        return Answer(number * options.scale + options.offset, f"registers {told} = {number:g}")

    def _client(self) -> ModbusBaseSyncClient:
        options = self._options
        if options.host:
            return ModbusTcpClient(
                options.host,
                port=options.tcp_port,
                timeout=options.timeout_s,
                retries=0,
                trace_packet=self._hear,
            )
        return ModbusSerialClient(
            options.port or "",
            baudrate=options.baudrate,
            parity=options.parity,
            stopbits=options.stopbits,
            timeout=options.timeout_s,
            retries=0,
            trace_packet=self._hear,
        )

    def _read(self, client: ModbusBaseSyncClient) -> list[int]:
        options = self._options
        if not client.connect():
            raise UnavailableError(f"{self._where()}: not there, or held by another program")
        ask = client.read_input_registers
        if options.table == "holding":
            ask = client.read_holding_registers
        count = client.DATATYPE[options.type.upper()].value[1]
        answer = ask(options.register, count=count, device_id=options.unit)
        if isinstance(answer, ExceptionResponse):
            code = answer.exception_code
            meaning = _EXCEPTIONS.get(code, "unknown")
            raise UnavailableError(f"{self._where()}: exception {code}, {meaning}")
        if len(answer.registers) != count:
            raise UnavailableError(
                f"{self._where()}: {len(answer.registers)} registers came, not {count}"
            )
        return list(answer.registers)

    def _hear(self, sending: bool, packet: bytes) -> bytes:  # noqa: FBT001 the library's
        if not sending:
            self._heard = (self._heard + packet)[-64:]
        return packet

    def _what(self, error: ModbusException) -> str:
        if self._heard:
            return f"{self._heard.hex(' ')} came, no whole frame with a right checksum"
        if "connect" in str(error).lower():
            return str(error)
        return f"no answer in {self._options.timeout_s:g} s"

    def _where(self) -> str:
        options = self._options
        line = f"{options.host}:{options.tcp_port}" if options.host else options.port
        return f"Modbus {line} unit {options.unit} register {options.register}"
