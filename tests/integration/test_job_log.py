"""The job log when several write it at once, as the chunks of one upload do."""

import asyncio

from tests.integration.driver import Driver

JOB = "7fe9b8d8-6f2c-8d9a-9d4e-0f1e2d3c4b5a"


async def test_all_who_append_at_once_find_their_place(driver: Driver) -> None:
    log = driver.services.imports.log
    lines = [f'{{"event":"applied","chunk":{n},"run":1}}\n'.encode() for n in range(12)]
    await asyncio.gather(*(log.append_once(JOB, f'"chunk":{n},', line, since=0) for n, line in enumerate(lines)))

    assert sorted((await log.read(JOB, 0, 10_000)).splitlines(keepends=True)) == sorted(lines)


async def test_a_line_is_appended_once(driver: Driver) -> None:
    log = driver.services.imports.log
    for _ in range(2):
        await log.append_once(JOB, '"chunk":1,', b'{"chunk":1,"run":1}\n', since=0)

    assert await log.size(JOB) == len(b'{"chunk":1,"run":1}\n')


async def test_a_repeated_step_leaves_what_it_wrote_before(driver: Driver) -> None:
    log = driver.services.imports.log
    first = await log.write_at(JOB, 0, b"one\n")
    await log.write_at(JOB, first, b"two\n")

    assert await log.write_at(JOB, 0, b"one\n") == first
    assert await log.read(JOB, 0, 100) == b"one\ntwo\n"
