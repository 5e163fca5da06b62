"""What people do that is kept with their name, each by one word."""

from enum import StrEnum


class Act(StrEnum):
    """Every kind of act that is kept of a person."""

    # devices
    REGISTER_DEVICE = "register_device"
    CERTIFY_DEVICE = "certify_device"
    REVOKE_DEVICE = "revoke_device"
    CONFIGURE_DEVICE = "configure_device"

    # signing in, and staff
    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    SIGN_OUT_EVERYWHERE = "sign_out_everywhere"
    REFUSED_SIGN_IN = "refused_sign_in"
    LOCK_OUT = "lock_out"
    ADD_STAFF = "add_staff"
    ROLE_STAFF = "role_staff"
    WITHDRAW_STAFF = "withdraw_staff"
    RESTORE_STAFF = "restore_staff"
    PASSWORD_STAFF = "password_staff"  # noqa: S105 the name of an act
    TOTP_STAFF = "totp_staff"
    RESET_TOTP_STAFF = "reset_totp_staff"
    LINK_STAFF = "link_staff"
    KEY_STAFF = "key_staff"
    WITHDRAW_KEY_STAFF = "withdraw_key_staff"
    SUBJECT_STAFF = "subject_staff"
    SAVE_OFFICE = "save_office"
    EXPORT_ACTS = "export_acts"

    # alerts
    ACKNOWLEDGE = "acknowledge"
    ASSIGN = "assign"
    RULE = "rule"
    SILENCE = "silence"
    LIFT = "lift"
    TAKE = "take"

    # orders and official information
    COMPOSE_ORDER = "compose_order"
    RELEASE_ORDER = "release_order"
    WITHDRAW_ORDER = "withdraw_order"
    LIFT_ORDER = "lift_order"
    RETRACT_ORDER = "retract_order"
    REPORT_ORDER = "report_order"
    HAND_OFF_ORDER = "hand_off_order"
    ENTER_OFFICIAL = "enter_official"
    CORRECT_OFFICIAL = "correct_official"
    LIFT_OFFICIAL = "lift_official"
    PASS_ON_OFFICIAL = "pass_on_official"  # noqa: S105 the name of an act

    # messages and answers
    COMPOSE_CORRECTION = "compose_correction"
    WITHDRAW_CORRECTION = "withdraw_correction"
    CORRECT = "correct"
    RETRACT = "retract"
    RESEND = "resend"
    CLOSE = "close"
    READ_NUMBER = "read number"
    IMPORT_SUBSCRIBERS = "import_subscribers"

    # the offices
    NOTE = "note"
    READ_NOTE = "read_note"
    REQUEST = "request"
    REPORT = "report"
    SHELTER = "shelter"
    WRITE = "write"
    PACK = "pack"

    # what is published
    PUBLISH = "publish"
    ADMINISTER = "administer"
    BACKTEST = "backtest"
    CAMERA = "camera"

    # responders
    REGISTER_RESPONDER = "register_responder"
    RENEW_RESPONDER_KEY = "renew_responder_key"
    ACKNOWLEDGE_BRIEFING = "acknowledge_briefing"
    APPROVE_RESPONDER = "approve_responder"
    REFUSE_RESPONDER = "refuse_responder"
    WITHDRAW_RESPONDER = "withdraw_responder"
    LEAVE = "leave"
    CHECK_SKILL = "check_skill"
    RECORD_COVER = "record_cover"
    GIVE_PASS = "give_pass"  # noqa: S105 the name of an act
    WITHDRAW_PASS = "withdraw_pass"  # noqa: S105 the name of an act
    READ_EMERGENCY = "read_emergency"
    EXPORT_RESPONDER = "export_responder"
    PURGE_RESPONDERS = "purge_responders"
    CALL_OUT = "call_out"
    CANCEL_CALLOUT = "cancel_callout"
    GIVE_TASK = "give task"
    REVOKE_TASK = "revoke task"
    ACCOUNT_FOR = "account for"
    OVERRIDE = "override"
    ORDER_WITHDRAWAL = "order withdrawal"

    # persons and visits
    RECORD_VISIT = "record_visit"
    READ_VISITS = "read_visits"
    END_VISIT = "end_visit"
    EXPORT_PERSON = "export_person"
    ERASE_PERSON = "erase_person"
