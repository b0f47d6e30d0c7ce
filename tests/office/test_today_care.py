"""The yearly confirmation on the first page of the office."""

from datetime import timedelta

from bildungsnetz.directory.actions import care
from bildungsnetz.office.queries.today import today_page
from tests.cast import NOW, TODAY, make_institution
from tests.directory.caring import OFFICE, make_run, propose, release


def lines(region, today=TODAY):
    found = today_page(region, at=NOW, today=today).items
    return [one for one in found if one.kind in {"care", "changes"}]


def test_open_changes_and_the_running_confirmation_are_told(hagen):
    school = make_institution(hagen, "Schule Nord")
    run = make_run(hagen)
    assert lines(hagen) == []
    release(run)
    propose(school, phone="1", fax="2")
    changes, running = lines(hagen)
    assert changes.text == "2 vorgeschlagene Änderungen im Register warten auf Sie."
    assert (running.route, running.key, running.when) == ("desk_care_run", run.pk, run.closes_on)
    over, _changes = lines(hagen, run.closes_on + timedelta(days=1))
    assert over.text == "Bestätigung 2026: Der letzte Tag ist vorbei."
    care.close_run(run=run, by=OFFICE, at=NOW)
    assert [one.kind for one in lines(hagen)] == ["changes"]
