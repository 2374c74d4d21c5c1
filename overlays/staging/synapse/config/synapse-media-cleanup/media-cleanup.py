"""Moves media that nobody has asked for lately from the volume to the object store; fails when any of it stays behind."""

import argparse
import json
import os
import sqlite3
import subprocess
import sys

# Directory below the media volume, type in the tool's table, and whether the first level is the server that media came from.
TREES = [
    ("local_content", "local", False),
    ("local_thumbnails", "local", False),
    ("remote_content", "remote", True),
    ("remote_thumbnail", "remote", True),
]


def run(*words):
    """Runs one command of the tool, which reads and writes cache.db in the current directory."""
    status = subprocess.run(["s3_media_upload", "--no-progress", *words], check=False).returncode
    if status != 0:
        sys.exit(f"s3_media_upload {words[0]} ended with {status}")


def children(path):
    try:
        return os.listdir(path)
    except (FileNotFoundError, NotADirectoryError):
        return []


def media_on_volume(media):
    """Type, origin and identifier of everything on the volume; an identifier is cut into directories 2 + 2 + rest."""
    for tree, kind, remote in TREES:
        top = os.path.join(media, tree)
        for origin in children(top) if remote else [""]:
            for first in children(os.path.join(top, origin)):
                for second in children(os.path.join(top, origin, first)):
                    for rest in children(os.path.join(top, origin, first, second)):
                        yield kind, origin, first + second + rest


def forget_what_is_gone(cache, media):
    """Marks rows without files as deleted, so that the upload does not look for them one by one."""
    with cache:
        cache.execute("CREATE TEMPORARY TABLE present (type, origin, id, PRIMARY KEY (type, origin, id)) WITHOUT ROWID")
        cache.executemany("INSERT OR IGNORE INTO present VALUES (?, ?, ?)", media_on_volume(media))
        cache.execute(
            "UPDATE media SET known_deleted = 1 WHERE NOT EXISTS (SELECT 1 FROM present"
            " WHERE present.type = media.type AND present.origin = media.origin AND present.id = media.filesystem_id)"
        )


def count_left(cache):
    return cache.execute("SELECT count(*) FROM media WHERE NOT known_deleted").fetchone()[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--media", required=True, help="directory of the media volume")
    parser.add_argument("--days", required=True, type=int, help="days without access after which media leaves the volume")
    parser.add_argument("--bucket", required=True)
    parser.add_argument("--endpoint", required=True, help="URL of the object store")
    options = parser.parse_args()

    # The tool wants this file; libpq takes everything else, the password too, from the environment.
    with open("database.yaml", "w") as file:
        json.dump({"dbname": os.environ["PGDATABASE"]}, file)
    # d for days: m means months.
    run("update-db", f"{options.days}d")
    cache = sqlite3.connect("cache.db")
    forget_what_is_gone(cache, options.media)
    wanted = count_left(cache)
    run("upload", options.media, options.bucket, "--endpoint-url", options.endpoint, "--storage-class", "STANDARD", "--delete")
    left = count_left(cache)
    if left > 0:
        sys.exit(f"{left} of {wanted} media could not be moved and stay on the volume; the lines above say why")
    print(f"moved {wanted} media")


if __name__ == "__main__":
    main()
