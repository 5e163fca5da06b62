"""Stills of the device's cameras: taken in turn, kept on the disk, handed over by HTTPS."""
