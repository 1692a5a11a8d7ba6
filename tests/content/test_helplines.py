"""The shipped helplines, number by number, and who is shown which of them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.content.helplines import helplines_from
from bot.content.reading import read
from bot.domain.choosing import AGES, choose, lines_for, none_surely_open, right_for
from bot.domain.helpline import Helpline, HelplineKind, OpenState
from tests.content.shipped import BY_ID, COUNTRIES, LINES, ROOT

# Written by hand from the research of 22 November 2026, not from the files: a changed digit fails.
NUMBERS = {
    "BE": {
        "be-112": "112",
        "be-police-101": "101",
        "be-child-focus": "116000",
        "be-ecoute-enfants-103": "103",
        "be-awel-102": "102",
        "be-suicide-0800-32-123": "080032123",
        "be-zelfmoordlijn-1813": "1813",
        "be-tele-accueil-107": "107",
        "be-tele-onthaal-106": "106",
        "be-telefonhilfe-108": "108",
        "be-1712": "1712",
        "be-sos-viol": "080098100",
    },
    "LU": {
        "lu-112": "112",
        "lu-police-113": "113",
        "lu-kjt-116111": "116111",
        "lu-bee-secure-helpline": "80021234",
        "lu-116000": "116000",
        "lu-elterentelefon": "80024444",
        "lu-sos-detresse": "454545",
    },
    "FR": {
        "fr-112": "112",
        "fr-samu-15": "15",
        "fr-police-17": "17",
        "fr-119": "119",
        "fr-3018": "3018",
        "fr-3114": "3114",
        "fr-fil-sante-jeunes": "0800235236",
        "fr-116000": "116000",
    },
    "EU": {"eu-112": "112", "eu-116111": "116111", "eu-116000": "116000"},
}

ADDRESSES = {
    "be-child-focus": "https://childfocus.be",
    "be-ecoute-enfants-103": "https://www.103ecoute.be",
    "be-awel-102": "https://www.awel.be",
    "be-suicide-0800-32-123": "https://www.preventionsuicide.be",
    "be-zelfmoordlijn-1813": "https://www.zelfmoord1813.be",
    "be-telefonhilfe-108": "https://telefonhilfe.be",
    "be-nupraatikerover": "https://www.nupraatikerover.be",
    "be-1712": "https://www.1712.be",
    "be-maintenant-jen-parle": "https://www.maintenantjenparle.be",
    "be-sos-viol": "https://www.sosviol.be",
    "be-care-centres": "https://www.violencessexuelles.be",
    "be-sos-enfants": "https://www.one.be",
    "be-child-focus-report": "https://childfocus.be",
    "be-police-101": "https://www.police.be",
    "lu-kjt-116111": "https://www.kjt.lu",
    "lu-elterentelefon": "https://www.kjt.lu",
    "lu-bee-secure-helpline": "https://www.bee-secure.lu",
    "lu-116000": "https://guichet.public.lu",
    "lu-sos-detresse": "https://454545.lu",
    "lu-childprotection": "https://www.childprotection.lu",
    "lu-bee-secure-stopline": "https://stopline.bee-secure.lu/",
    "fr-119": "https://www.allo119.gouv.fr",
    "fr-3018": "https://www.3018.fr",
    "fr-3114": "https://3114.fr",
    "fr-fil-sante-jeunes": "https://www.filsantejeunes.com",
    "fr-116000": "https://www.116000enfantsdisparus.fr",
    "fr-pharos": "https://www.internet-signalement.gouv.fr",
    "fr-point-de-contact": "https://www.pointdecontact.net",
    "eu-116111": "https://childhelplineinternational.org",
    "eu-116000": "https://missingchildreneurope.eu/hotline-116-000/",
    "eu-take-it-down": "https://takeitdown.ncmec.org",
}

ALWAYS_OPEN = {
    *("be-112", "be-police-101", "be-child-focus", "be-suicide-0800-32-123"),
    *("be-zelfmoordlijn-1813", "be-tele-accueil-107", "be-tele-onthaal-106", "be-telefonhilfe-108"),
    *("lu-112", "lu-police-113", "eu-112"),
    *("fr-112", "fr-samu-15", "fr-114", "fr-police-17", "fr-119", "fr-3114", "fr-116000"),
}


def chosen(country: str, language: str, moment: str, *kinds: str, **more: object) -> list[str]:
    """The ids that a fourteen-year-old is shown at that local time."""
    zone = ZoneInfo(COUNTRIES.timezones[country])
    asked: dict[str, object] = {"age_band": "14_15", "holiday": False, "most": 2, **more}
    lines = choose(
        lines_for(country, LINES),
        kinds=[HelplineKind(kind) for kind in kinds],
        language=language,
        now=datetime.fromisoformat(moment).replace(tzinfo=zone),
        **asked,  # type: ignore[arg-type]
    )
    return [line.id for line in lines]


@pytest.mark.parametrize("country", NUMBERS)
def test_every_number_is_the_one_of_the_research(country: str) -> None:
    shipped = {line.id: line.dial for line in LINES if line.country == country and line.dial}
    assert shipped == NUMBERS[country]


def test_every_address_is_the_one_of_the_research() -> None:
    shipped = {line.id: line.web_url for line in LINES if line.web_url}
    assert shipped == ADDRESSES
    assert all(line.chat_url == line.web_url for line in LINES if line.chat_url)


def test_text_messages_reach_one_number() -> None:
    assert {line.id: line.sms for line in LINES if line.sms} == {"fr-114": "114"}
    assert (BY_ID["fr-114"].number, BY_ID["fr-114"].dial) == ("SMS 114", None)


def test_only_these_are_said_to_be_there_day_and_night() -> None:
    assert {line.id for line in LINES if line.hours and line.hours.always} == ALWAYS_OPEN


@pytest.mark.parametrize("id", ["lu-kjt-116111", "lu-bee-secure-helpline", "lu-elterentelefon"])
def test_nothing_is_said_of_hours_that_nobody_knows_in_luxembourg(id: str) -> None:
    assert (BY_ID[id].hours, BY_ID[id].chat_hours) == (None, None)


def test_awel_is_never_surely_open_on_a_sunday_or_a_public_holiday() -> None:
    awel = BY_ID["be-awel-102"]
    brussels = ZoneInfo("Europe/Brussels")
    assert awel.is_open(datetime(2026, 11, 22, 18, tzinfo=brussels)) is OpenState.UNKNOWN
    noon = datetime(2026, 11, 11, 15, tzinfo=brussels)  # a Wednesday, and Armistice Day
    assert awel.is_open(noon) is OpenState.OPEN
    assert awel.is_open(noon, holiday=True) is OpenState.UNKNOWN


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.id)
def test_every_record_says_where_it_comes_from_and_until_when(line: Helpline) -> None:
    assert line.compiled_on == date(2026, 11, 22)
    assert line.verified_on is None
    assert all(source.url and source.says for source in line.source)
    if line.kind is not HelplineKind.EMERGENCY:
        assert line.expires_on is not None
        assert date(2027, 3, 1) <= line.expires_on <= date(2027, 9, 30)


def test_records_do_not_all_expire_in_one_month() -> None:
    months = [line.expires_on.month for line in LINES if line.expires_on]
    assert all(months.count(month) <= len(months) / 3 for month in months)


@pytest.mark.parametrize("country", ["BE", "LU", "FR"])
def test_every_file_of_a_country_is_read_by_itself(country: str) -> None:
    path = ROOT / "content" / "helplines" / f"{country}.yml"
    lines = helplines_from(read(path, ROOT))
    assert {line.country for line in lines} == {country}
    assert all(line.place.file == f"content/helplines/{country}.yml" for line in lines)
    assert all(
        f"id: {line.id}" in path.read_text("utf-8").splitlines()[line.place.line - 1]
        for line in lines
    )


def test_a_line_for_adults_is_shown_to_no_age() -> None:
    for band in AGES:
        assert "lu-sos-detresse" not in {line.id for line in right_for(LINES, band)}


def test_blackmail_in_belgium_brings_child_focus_at_any_hour() -> None:
    for language in ("en", "fr", "nl", "de"):
        kinds = ("missing_exploited", "online_safety", "child_helpline")
        assert chosen("BE", language, "2026-11-23T03:00", *kinds)[0] == "be-child-focus"


def test_blackmail_in_luxembourg_brings_bee_secure_and_then_the_child_line() -> None:
    kinds = ("missing_exploited", "online_safety", "child_helpline")
    assert chosen("LU", "fr", "2026-11-23T21:00", *kinds) == [
        "lu-bee-secure-helpline",
        "lu-kjt-116111",
    ]


def test_blackmail_in_france_at_night_brings_who_is_there_at_night() -> None:
    kinds = ("missing_exploited", "online_safety", "child_helpline")
    assert chosen("FR", "fr", "2026-11-23T21:00", *kinds)[0] == "fr-3018"
    assert chosen("FR", "fr", "2026-11-23T03:00", *kinds) == ["fr-119"]


def test_at_night_no_line_of_luxembourg_is_said_to_be_open() -> None:
    lines = [
        line for line in LINES if line.country == "LU" and line.kind is not HelplineKind.POLICE
    ]
    night = datetime(2026, 11, 23, 2, tzinfo=ZoneInfo("Europe/Luxembourg"))
    assert none_surely_open(lines, now=night, holiday=False)


@pytest.mark.parametrize(
    ("country", "language", "first"),
    [
        ("BE", "fr", "be-suicide-0800-32-123"),
        ("BE", "nl", "be-zelfmoordlijn-1813"),
        ("BE", "de", "be-telefonhilfe-108"),
        ("FR", "fr", "fr-3114"),
        ("LU", "fr", "lu-kjt-116111"),
        ("LU", "en", "lu-kjt-116111"),
    ],
)
def test_thoughts_of_suicide_bring_a_line_in_that_language(
    country: str, language: str, first: str
) -> None:
    assert chosen(country, language, "2026-11-23T02:00", "suicide", "child_helpline")[0] == first


@pytest.mark.parametrize("country", ["BE", "LU", "FR"])
def test_in_danger_the_first_is_the_emergency_number_and_the_second_somebody_to_talk_to(
    country: str,
) -> None:
    first, second = chosen(country, "fr", "2026-11-23T02:00", "emergency", "suicide")
    assert first == f"{country.lower()}-112"
    assert BY_ID[second].serves(HelplineKind.SUICIDE)


def test_abuse_at_home_brings_somebody_to_talk_to_before_a_page() -> None:
    assert chosen("BE", "fr", "2026-11-23T02:00", "child_abuse")[0] == "be-ecoute-enfants-103"


def test_sos_viol_is_for_sixteen_and_over() -> None:
    asked = ("BE", "fr", "2026-11-23T10:00", "sexual_violence")
    assert "be-sos-viol" in chosen(*asked, age_band="16_17")
    assert "be-sos-viol" not in chosen(*asked, age_band="14_15", most=9)
    assert "be-sos-viol" not in chosen(*asked, age_band="unsaid", most=9)


def test_who_speaks_english_in_luxembourg_can_write_to_the_child_line() -> None:
    asked = ("LU", "en", "2026-11-23T10:00", "child_helpline")
    assert chosen(*asked, writing_only=True) == ["lu-kjt-116111"]


def test_who_cannot_speak_in_france_can_send_a_text_message() -> None:
    assert chosen("FR", "fr", "2026-11-23T02:00", "emergency", writing_only=True) == ["fr-114"]


def test_a_picture_can_be_taken_down_from_every_country() -> None:
    for country in COUNTRIES.served:
        assert "eu-take-it-down" in chosen(country, "fr", "2026-11-23T10:00", "removal", most=5)


def test_european_numbers_never_stand_beside_those_of_a_country() -> None:
    for country in COUNTRIES.served:
        beside = {line.id for line in lines_for(country, LINES)}
        assert beside.isdisjoint({"eu-112", "eu-116111", "eu-116000"})
