"""Which device is asking: by the key that was made for it."""

from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.asked import Around
from api.errors import UnauthenticatedError
from kawamori.cameras import Camera
from kawamori.errors import NotAllowedError
from kawamori.runs import Run, Status
from kawamori.storage.cameras.keys import KeyOwner, owner_of

_bearer = HTTPBearer(
    auto_error=False, scheme_name="DeviceKey", description="What `kawamori cameras key` printed"
)


def _device(
    around: Around,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> KeyOwner:
    """Return who is asking, and give the connection back: what a device sends comes slowly."""
    if bearer is None:
        raise UnauthenticatedError("show the device's key: Authorization: Bearer …")
    with around.connection() as connection:
        owner = owner_of(connection, bearer.credentials)
    if owner is None:
        raise UnauthenticatedError("this key is no device's: make one with `kawamori cameras key`")
    return owner


def must_be_its_own(device: KeyOwner, camera: Camera, run: Run) -> None:
    """Raise ``NotAllowedError`` unless a device may speak for a camera in a run."""
    if camera.device_id != device.device_id:
        raise NotAllowedError(
            f"camera {camera.camera_id} is of device {camera.device_id}, not of {device.device_id}"
        )
    if device.rehearsals_only and run.status is Status.ACTUAL:
        raise NotAllowedError(f"the key of {device.device_id} is for rehearsals: name their run")


Device = Annotated[KeyOwner, Depends(_device)]
