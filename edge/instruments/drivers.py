"""The instruments' drivers, by name; a library is asked for only by the driver that needs it."""

from importlib import import_module

from edge.instruments.answers import Source
from edge.instruments.instrument import COMMON, Instrument
from edge.sensors import Options
from kawamori.errors import InvalidError

SOURCES = {
    "modbus": "edge.instruments.modbus:ModbusSource",
    "serial": "edge.instruments.sentences:SentenceSource",
    "sdi12": "edge.instruments.sdi12:Sdi12Source",
    "adc": "edge.instruments.adc:AdcSource",
    "pressure": "edge.instruments.pressure:PressureSource",
    "rain": "edge.instruments.rain:RainSource",
}


def open_source(driver: str, options: Options) -> Source:
    """Return what the named driver makes of its own options."""
    if driver not in SOURCES:
        raise InvalidError(f"options: driver {driver!r} is none of {', '.join(SOURCES)}")
    module, _, name = SOURCES[driver].partition(":")
    try:
        make = getattr(import_module(module), name)
    except ModuleNotFoundError as error:
        raise InvalidError(
            f"driver {driver!r} needs {error.name}: pip install 'kawamori[instruments]'"
        ) from error
    source: Source = make({key: options[key] for key in options if key not in COMMON})
    return source


def modbus(station_id: str, datastream: str, options: Options) -> Instrument:
    """Return an instrument behind Modbus registers, RTU or TCP."""
    return Instrument(station_id, datastream, open_source("modbus", options), options)


def serial(station_id: str, datastream: str, options: Options) -> Instrument:
    """Return an instrument that says lines of text on a serial line."""
    return Instrument(station_id, datastream, open_source("serial", options), options)


def sdi12(station_id: str, datastream: str, options: Options) -> Instrument:
    """Return an SDI-12 instrument behind a serial bridge."""
    return Instrument(station_id, datastream, open_source("sdi12", options), options)


def adc(station_id: str, datastream: str, options: Options) -> Instrument:
    """Return an instrument on a converter's input."""
    return Instrument(station_id, datastream, open_source("adc", options), options)


def pressure(station_id: str, datastream: str, options: Options) -> Instrument:
    """Return a pressure cell on the bed, as the depth of the water above it."""
    return Instrument(station_id, datastream, open_source("pressure", options), options)


def rain(station_id: str, datastream: str, options: Options) -> Instrument:
    """Return a rain gauge's counter, as the millimetres since it was last asked."""
    if "burst" in options:
        raise InvalidError("options: burst: a counter is asked once, it has no median")
    return Instrument(station_id, datastream, open_source("rain", options), options)
