"""`kawamori cameras public-view`: what everybody may see of a camera, and taking it off at once."""

import argparse

from kawamori.errors import InvalidError
from kawamori.public_views import PublicView, rectangle_of
from kawamori.runs import Run
from kawamori.settings import read_settings
from kawamori.storage.cameras.cameras import current_cameras, find_camera
from kawamori.storage.cameras.views import newest_view, set_public_view
from kawamori.storage.connections import Connection, connect_command
from kawamori.storage.runs import find_run


def add_view_command(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to those about cameras."""
    view = acts.add_parser("public-view", help="what everybody may see of a camera; see, set, end")
    view.add_argument("camera", nargs="?", help="its id; without one, what is public of each")
    view.add_argument(
        "--rectangle",
        action="append",
        default=[],
        metavar="L,T,R,B",
        help="water and staff gauge alone, in shares of the picture, such as 0,0.4,1,1; repeat it",
    )
    view.add_argument(
        "--metres-across",
        type=float,
        help="how wide the whole picture is at the nearest place in it where somebody could be",
    )
    view.add_argument("--end", action="store_true", help="show nothing of it, from now on")
    view.add_argument("--run", dest="name", default="", help="a rehearsal's name")
    view.add_argument("--author", help="who says so, kept with it")
    view.set_defaults(run=_view)


def _view(args: argparse.Namespace) -> int:
    wanted = _wanted(args)
    with connect_command(read_settings()) as connection:
        run = find_run(connection, args.name)
        if wanted is None and not args.end:
            _show(connection, run, args.camera)
            return 0
        differs = set_public_view(
            connection, run, args.camera, wanted, person=args.author, role="command"
        )
    shows = "shows everybody nothing" if wanted is None else "is public"
    print(f"camera {args.camera} {shows}{'' if differs else ', as before'}")
    return 0


def _wanted(args: argparse.Namespace) -> PublicView | None:
    is_change = bool(args.rectangle) or args.end
    if is_change and (args.camera is None or args.author is None):
        raise InvalidError("a change needs the camera and --author")
    if args.rectangle and args.end:
        raise InvalidError("give rectangles or --end, not both")
    if not args.rectangle:
        return None
    if args.metres_across is None:
        raise InvalidError("--metres-across is needed: how coarse the picture is made hangs on it")
    return PublicView(tuple(map(rectangle_of, args.rectangle)), args.metres_across)


def _show(connection: Connection, run: Run, camera_id: str | None) -> None:
    cameras = [find_camera(connection, camera_id)] if camera_id else current_cameras(connection)
    for camera in cameras:
        if camera.network != run.network:
            continue
        stood = newest_view(connection, run, camera.camera_id)
        said = "nothing is public"
        if stood is not None and stood.view is not None:
            each = (",".join(f"{n:g}" for n in r) for r in stood.view.rectangles)
            said = f"{' '.join(each)} at {stood.view.metres_across:g} m across"
        by = f", by {stood.author}, {stood.recorded_at:%Y-%m-%d %H:%M %Z}" if stood else ""
        print(f"{camera.camera_id:24} {said}{by}")
