"""What responders see and report (IncidentReport of the disaster data model of datamodels.jp)."""

from enum import StrEnum


class IncidentKind(StrEnum):
    """What a report is about."""

    FLOODING = "flooding"  # 浸水
    OVERFLOW = "overflow"  # 越水・溢水
    ROAD = "road"  # 道路の冠水・通行止め
    BRIDGE = "bridge"  # 橋
    DEBRIS = "debris"  # 流木・土砂
    PERSON = "person"  # 要救助者
    OTHER = "other"
