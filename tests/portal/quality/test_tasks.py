"""What the room `quality` has for the workbench."""

from ckanext.ankang.quality import tasks
from ckanext.ankang.workbench.interfaces import Person

PRIVATE = "编号,手机号码\n1,13991512345\n2,13891512346\n"


def person(user, *departments):
    return Person(user["id"], user["name"], departments)


def entries(who, code):
    return [
        one for section in tasks.sections(who) if section.code == code for one in section.entries
    ]


def test_a_file_that_failed_leads_to_its_report(app, people, hand_in):
    with app.flask_app.test_request_context():
        version = hand_in("编号,名称\n1,旬阳市\n1\n")
        (found,) = (
            one
            for one in entries(person(people.clerk, people.ours["id"]), "failing")
            if version["id"] in one.link
        )

    assert found.title == "线路.csv"
    assert found.facts == ("安康市公交线路", "校验未通过")


def test_a_corrected_file_takes_it_from_the_workbench(app, people, hand_in):
    with app.flask_app.test_request_context():
        bad = hand_in("编号,名称\n1,旬阳市\n1\n")
        hand_in("编号,名称\n1,旬阳市\n")
        found = entries(person(people.clerk, people.ours["id"]), "failing")

    assert [one for one in found if bad["id"] in one.link] == []


def test_another_department_sees_none_of_it(app, people, hand_in):
    with app.flask_app.test_request_context():
        hand_in("编号,名称\n1,旬阳市\n1\n")

        assert entries(person(people.stranger, people.theirs["id"]), "failing") == []


def test_columns_wait_for_reviewers_only(app, people):
    with app.flask_app.test_request_context():
        codes = [one.code for one in tasks.sections(person(people.clerk, people.ours["id"]))]

    assert "columns" not in codes
