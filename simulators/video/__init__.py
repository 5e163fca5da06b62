"""A network camera that does not exist: its pictures as a film, over RTSP."""
