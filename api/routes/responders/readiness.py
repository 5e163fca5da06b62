"""How ready the city is."""

from api.asked import Around, Database
from api.auth import AnyStaff
from api.desk import headquarters
from api.schemas.responders.people import ReadinessShown, SkillCounted
from kawamori.responders.people import Skill
from kawamori.storage.responders.readiness import readiness

router = headquarters()


@router.get("/hq/readiness")
def readiness_now(_person: AnyStaff, connection: Database, around: Around) -> ReadinessShown:
    """Count who could be sent now, with what skill, and what keeps the others; no names."""
    found = readiness(connection, around.wall())
    skills = [
        SkillCounted(skill=Skill(each.skill), said=each.said, checked=each.checked, fit=each.fit)
        for each in found.skills
    ]
    return ReadinessShown.model_validate({**found._asdict(), "skills": skills})
