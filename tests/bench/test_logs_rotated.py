"""The bench of folders of many short logs makes what it says, and what stands beside it reads all of it."""

import gzip
import json
import subprocess

import logs_rotated


def test_a_log_is_cut_into_files_that_hold_each_row_once_and_the_header_each(tmp_path):
    log = tmp_path / "conn.log"
    log.write_text("#fields\tts\n" + "".join(f"{at}\n" for at in range(100)))
    logs_rotated.cut(log, 30, tmp_path / "cut", is_packed=True)
    files = sorted((tmp_path / "cut").rglob("*.gz"))
    texts = [gzip.decompress(path.read_bytes()).decode().splitlines() for path in files]
    assert len(files) == 30
    assert files[0].relative_to(tmp_path / "cut").as_posix() == "day-000/conn.00:00:00-01:00:00.log.gz"
    assert {text[0] for text in texts} == {"#fields\tts"}
    assert [int(row) for text in texts for row in text[1:]] == list(range(100))


def test_a_folder_of_each_sort_is_made_and_read_by_all_that_stand_beside(tmp_path):
    for sort, folder in logs_rotated.made(tmp_path, 4, 200):
        for way, words in logs_rotated.commands(sort, folder).items():
            done = subprocess.run(words, check=True, capture_output=True, text=True).stdout
            if way == "lamppost":
                assert len(json.loads(done)["evidence"]) == 4
            else:
                assert done.strip()
