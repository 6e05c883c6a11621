"""A client of the register's predecessor: its seven fields, and nothing else."""

import json
import re
import sys
from dataclasses import dataclass, fields
from datetime import datetime
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?")


@dataclass(frozen=True)
class Listing:
    entity_type_id: int
    manufacturer: str
    model: str
    status: str
    id: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def read(cls, record):
        names = [f.name for f in fields(cls)]
        assert type(record) is dict and list(record) == names, record
        for name, kind in (("entity_type_id", int), ("id", int), ("manufacturer", str), ("model", str), ("status", str)):
            assert type(record[name]) is kind, (name, record)
        assert 0 < record["id"] < 2**53 and record["entity_type_id"] > 0, record
        assert record["status"] in ("active", "suspended", "expired"), record
        times = {}
        for name in ("created_at", "updated_at"):
            assert TIME.fullmatch(record[name]), record
            times[name] = datetime.fromisoformat(record[name])
            assert times[name].tzinfo is None and times[name].isoformat() == record[name], record
        return cls(**(record | times))


base, key = sys.argv[1:]


def ask(path, **query):
    request = Request(base + path + ("?" + urlencode(query) if query else ""), headers={"x-api-key": key})
    with urlopen(request) as answer:
        assert answer.headers["Content-Type"] == "application/json"
        text = answer.read().decode()
    found = json.loads(text)
    assert json.dumps(found, ensure_ascii=False, separators=(",", ":")) == text, text
    return found


def status_of(path, **query):
    try:
        ask(path, **query)
    except HTTPError as error:
        return error.code, json.load(error)["detail"]
    return 200, None


assert ask("/") == {"API Status": "UP", "Database Status": "UP"}
listings = [Listing.read(record) for record in ask("/listings")]
assert len(listings) > 2 and [l.id for l in listings] == sorted({l.id for l in listings})
for listing in listings:
    assert Listing.read(ask("/listings", id=listing.id)) == listing
    assert listing in [Listing.read(r) for r in ask("/listings", manufacturer=listing.manufacturer.upper(), model=listing.model[1:], status=listing.status)]
assert [Listing.read(r) for r in ask("/listings/", status="active")] == [l for l in listings if l.status == "active"]
assert ask("/listings", model="nothing") == []
assert status_of("/listings", id=2**53 - 1) == (404, "Listing not found")
assert status_of("/listings", id="abc")[1][0]["type"] == "int_parsing"
print(len(listings), "listings")
