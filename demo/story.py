"""The whole story, in the order in which it is made up; the script puts it in order of time."""

from __future__ import annotations

from random import Random

from application.kept_documents import KeptDocument
from demo.concerns import write_concerns
from demo.feedback import Afterwards
from demo.fieldwork import Fieldwork
from demo.improvement import Improvement, Judgements, all_told, considered_on
from demo.library import AUDITS
from demo.moderation import Agreement
from demo.partnership import agree_programme, enrol, merge, publish_tools
from demo.put_right import write_graded_again
from demo.queries import Questions
from demo.reporting import Reporting
from demo.ruler import write_ruler
from demo.script import Script
from demo.single_agency import documents, write_single_agency
from demo.texts import decks
from demo.underway import write_called_off, write_planned, write_underway
from demo.views import Hearing


def write_story(script: Script, random: Random, judgements: Judgements) -> list[KeptDocument]:
    """Writes every act; returns the documents to keep beside the ledger."""
    enrol(script)
    agree_programme(script)
    publish_tools(script)
    write_single_agency(script)
    merge(script)
    write_called_off(script)
    questions, sentences = decks(random, "queries"), decks(random, "feedback")
    for code in AUDITS:
        work = Fieldwork(random, code)
        work.write(script)
        write_graded_again(script, work)
        write_ruler(script, work)
        hearing = Hearing(work)
        hearing.write(script)
        write_concerns(script, work)
        Questions(work, questions).write(script)
        Agreement(work).write(script)
        Reporting(work, hearing).write(script, considered_on(code))
        Afterwards(work, sentences).write(script, considered_on(code))
        judgements.write(script, work.plan)
    for told in all_told():
        Improvement(random, told).write(script)
    write_underway(script, random, questions)
    write_planned(script, random)
    return documents()
