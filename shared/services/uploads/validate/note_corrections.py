"""What validation says about corrections: who made them, what they leave out, and that a new file has outdated some."""

from dataclasses import replace

from shared.domain.corrections.file_corrections import Rule
from shared.domain.corrections.upload_corrections import Corrections
from shared.domain.redaction import mask_numbers
from shared.domain.uploads.job import Job
from shared.services.context import ImportContext
from shared.services.uploads.jobs.corrections import load_stored_corrections, versions_of
from shared.services.uploads.jobs.log import log_line
from shared.services.uploads.validate.move_on import update_validating


async def begin_corrections(context: ImportContext, job: Job) -> tuple[Job, Corrections]:
    """The corrections that are in force. Those that were made for a file that has been replaced are dropped, which the log
    says. Raises SupersededError."""
    stored = await load_stored_corrections(context, job)
    corrections = stored.in_force(versions_of(job))
    if corrections.says_the_same(stored):
        return job, corrections
    rows, rules = len(stored.rows) - len(corrections.rows), len(stored.rules) - len(corrections.rules)
    message = f"{rows} corrected rows and {rules} rules were made for a file that was replaced; they no longer count."
    event = f'"event":"corrections_dropped","corrections":"{job.corrected.id}","rows":{rows},"rules":{rules}'
    line = log_line(
        context.now(),
        "warning",
        "corrections_dropped",
        message,
        event="corrections_dropped",
        corrections=job.corrected.id,
        rows=rows,
        rules=rules,
    )
    # While it is read, the job's lines begin where its validation does.
    since = job.log_prefix if job.chunks_total else job.log_start
    await context.log.append_once(job.id, event, line, since=since)
    counted = replace(job.corrected, rows=len(corrections.rows), rules=len(corrections.rules))
    return await update_validating(context, job, lambda now: replace(now, corrected=counted)), corrections


def correction_lines(context: ImportContext, job: Job, corrections: Corrections, skipped: int) -> bytes:
    """Lines of the log: what the latest request corrected, and how many entries corrections leave out. Nobody's numbers or
    names of groups are in them."""
    latest, lines = corrections.latest, b""
    if job.corrected.id:
        rows = f"{latest.corrected} rows corrected, {latest.skipped} skipped, {latest.taken_back} taken back"
        text = f"{rows}, by {mask_numbers(latest.by)}.{_rules(corrections)}"
        lines += log_line(context.now(), "info", "rows_corrected", text)
    if skipped:
        people = ", ".join(map(mask_numbers, corrections.skipped_by()))
        text = f"{skipped} entries are left out by corrections of {people}."
        lines += log_line(context.now(), "info", "entries_skipped", text)
    return lines


def _rules(corrections: Corrections) -> str:
    latest = corrections.latest
    new = [_rule(corrections.rules[code].rule) for code in latest.rules if code in corrections.rules]
    gone = [f"{code} taken back" for code in latest.rules_taken_back]
    return f" Rules: {', '.join((*new, *gone))}." if new or gone else ""


def _rule(rule: Rule) -> str:
    """The rule in words. What it sets is one of the known regions or user types."""
    if rule.skip:
        return f"{rule.code} skipped"
    if rule.accept:
        return f"{rule.code} as suggested"
    sets = ", ".join(f"{column} {value.strip() or 'blank'}" for column, value in rule.sets.items())
    return f"{rule.code} with {sets}"
