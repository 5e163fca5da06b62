"""A connection to the MQTT broker that heals itself and leaves a last will.

Speaks MQTT 3.1.1; every publish is QoS 1. In a thread of its own, as a device does:

    link = Connection(Broker("broker.example", 8883, ca_file=ca), "kawabe-1", will=Will(topic, bye))
    link.subscribe(stored_topic)  # remembered: subscribed again after every reconnect
    link.on_message = take  # called with a Message, which is acknowledged when it returns
    link.on_connected = say_online  # after every (re)connect
    link.on_disconnected = forget_in_flight  # what was published and not acknowledged is forgotten
    link.start()
    link.publish(topic, payload, mark_published)  # False when not connected: keep it, try later
    link.stop()  # publishes the will too, so that others see it go

Callbacks run in the connection's thread (``mark_published`` perhaps in the caller's),
so they hand over and return. Without ``start()`` the owner's loop calls ``turn()``; and
with ``manual_ack`` it finds what arrived in ``inbox`` and calls ``acknowledge()`` once
that is safe: one thread, no locks.
"""

from kawamori.mqtt.brokers import Broker
from kawamori.mqtt.connection import Connection, Will, forget_session
from kawamori.mqtt.tap import Message

__all__ = ["Broker", "Connection", "Message", "Will", "forget_session"]
