"""Reads calendar files, a JSON array of texts, and prints what a calendar takes from each.

Fails where one is not as RFC 5545 has a calendar, or RFC 5546 a request and a cancellation.
"""

import json
import sys
from datetime import timezone

from icalendar import Calendar


def read(text):
    calendar = Calendar.from_ical(text)
    for part in calendar.walk():
        assert not part.errors, part.errors
        for name in part.required:
            assert name in part, f"{part.name} lacks {name}"
        for name in part.singletons:
            assert not isinstance(part.get(name), list), f"{part.name} has {name} twice"
    (zone,) = calendar.walk("VTIMEZONE")
    (event,) = calendar.walk("VEVENT")
    for name in ["DTSTAMP", "DTSTART", "DTEND", "ORGANIZER", "ATTENDEE", "SEQUENCE", "SUMMARY", "STATUS", "UID"]:
        assert name in event, f"no {name}"
    names = [event[name].params["TZID"] for name in ["DTSTART", "DTEND"]]
    assert names == [zone["TZID"]] * 2, names
    starts, ends = (zone.to_tz().localize(event[name].dt.replace(tzinfo=None)) for name in ["DTSTART", "DTEND"])
    assert starts == event["DTSTART"].dt and ends == event["DTEND"].dt, "the table of the zone says otherwise"
    assert Calendar.from_ical(calendar.to_ical()) == calendar, "written again it is another one"
    return {
        "method": calendar["METHOD"],
        "status": event["STATUS"],
        "uid": event["UID"],
        "sequence": event["SEQUENCE"],
        "starts": starts.astimezone(timezone.utc).isoformat(),
        "ends": ends.astimezone(timezone.utc).isoformat(),
        "zone": zone["TZID"],
        "summary": event["SUMMARY"],
        "organizer": event["ORGANIZER"],
        "attendee": event["ATTENDEE"],
    }


print(json.dumps([read(text) for text in json.load(sys.stdin)]))
