"""A Modbus instrument in a process of its own: ``python -m simulators.instruments.modbus``.

Unit 1 has a level of 1.25 m as float32 in registers 0 and 1, its words turned round in 2
and 3, 1250 mm as uint16 in 4, -5 as int16 in 5 and a NaN in 6 and 7. Over TCP other
units are silent; other registers are an exception.
"""

import argparse
import asyncio

from pymodbus.server import ModbusSerialServer, ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

REGISTERS = [0x3FA0, 0x0000, 0x0000, 0x3FA0, 1250, 0xFFFB, 0x7FC0, 0x0000]

_UNIT_AT = 6  # in a request over TCP, behind the transaction, protocol and length


async def serve(port: int, path: str | None, baudrate: int) -> None:
    """Answer until killed, on a TCP port of this machine or on a serial line."""
    device = SimDevice(1, simdata=[SimData(0, values=REGISTERS, datatype=DataType.REGISTERS)])
    if path:
        await ModbusSerialServer([device], port=path, baudrate=baudrate).serve_forever()
    else:
        await ModbusTcpServer(
            [device], address=("127.0.0.1", port), trace_packet=_deaf_to_others
        ).serve_forever()


def _deaf_to_others(sending: bool, packet: bytes) -> bytes:  # noqa: FBT001 the library's
    """Let requests to other units pass, as an instrument on a shared line does."""
    unit = packet[_UNIT_AT : _UNIT_AT + 1]
    return packet if sending or unit == b"\x01" else b""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=5020)
    parser.add_argument("--serial", metavar="PATH")
    parser.add_argument("--baudrate", type=int, default=19200)
    args = parser.parse_args()
    asyncio.run(serve(args.port, args.serial, args.baudrate))
