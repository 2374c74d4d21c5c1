"""Loads configurations as Synapse does and tells, for each, which keys Synapse never looked at and what it complained about.

Reads from standard input [{"name": …, "arguments": ["-c", file, …]}, …] and writes one JSON list in the same order. Each configuration
is loaded in a process of its own, because Synapse keeps some settings in globals.
"""

import contextlib
import io
import json
import logging
import os
import sys
import traceback
import warnings

# Models of Synapse ignore unknown fields; here they must not.
from synapse.util.pydantic_models import ParseModel

ParseModel.model_config["extra"] = "forbid"

import psycopg2.extensions
from synapse.config import _base
from synapse.config.homeserver import HomeServerConfig

# Keys of `database.args` that are for Twisted's connection pool, not for libpq (`twisted.enterprise.adbapi.ConnectionPool`).
POOL_ARGUMENTS = {"cp_min", "cp_max", "cp_reconnect", "cp_noisy", "cp_openfun", "cp_good_sql"}


class Watched(dict):
    """A mapping that remembers which of its keys were asked for; walking over it asks for all of them."""

    def __init__(self, value, path):
        super().__init__((key, watch(child, [*path, str(key)])) for key, child in value.items())
        self.path = path
        self.read = set()

    def __getitem__(self, key):
        self.read.add(key)
        return super().__getitem__(key)

    def __contains__(self, key):
        self.read.add(key)
        return super().__contains__(key)

    def get(self, key, default=None):
        self.read.add(key)
        return super().get(key, default)

    def setdefault(self, key, default=None):
        self.read.add(key)
        return super().setdefault(key, default)

    def __iter__(self):
        self.read.update(super().keys())
        return super().__iter__()

    def keys(self):
        self.read.update(super().keys())
        return super().keys()

    def values(self):
        self.read.update(super().keys())
        return super().values()

    def items(self):
        self.read.update(super().keys())
        return super().items()


def watch(value, path):
    if isinstance(value, dict):
        return Watched(value, path)
    if isinstance(value, list):
        return [watch(child, [*path, str(index)]) for index, child in enumerate(value)]
    return value


def unread(value):
    """Dotted paths of keys that nobody asked for, not going below those."""
    if isinstance(value, Watched):
        for key, child in dict.items(value):
            if key in value.read:
                yield from unread(child)
            else:
                yield ".".join([*value.path, str(key)])
    elif isinstance(value, list):
        for child in value:
            yield from unread(child)


def check_database(config):
    """Reads what Synapse reads only when it connects (`synapse/storage/database.py`); libpq refuses keywords that it does not know."""
    config["database"].get("txn_limit")
    arguments = config["database"]["args"]
    psycopg2.extensions.make_dsn(**{key: arguments[key] for key in arguments if key not in POOL_ARGUMENTS})


def judge(arguments):
    complaints = []

    class Collect(logging.Handler):
        def emit(self, record):
            complaints.append(record.getMessage())

    logging.getLogger().addHandler(Collect(level=logging.WARNING))
    loaded = {}
    read_files = _base.read_config_files

    def read_watched(files):
        loaded["config"] = Watched(read_files(files), [])
        return loaded["config"]

    _base.read_config_files = read_watched
    printed = io.StringIO()
    with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(printed):
        warnings.simplefilter("always")
        try:
            with contextlib.redirect_stderr(printed):
                HomeServerConfig.load_config("judge", arguments)
                check_database(loaded["config"])
        except BaseException:
            complaints.append(traceback.format_exc())
    # Others warn about how Synapse uses them, which is not for a configuration to mend.
    complaints += [str(each.message) for each in caught if "/synapse/config/" in each.filename]
    complaints += [line for line in printed.getvalue().splitlines() if line]
    return {"unread": sorted(unread(loaded.get("config"))), "complaints": complaints}


def judge_apart(arguments):
    receiving, sending = os.pipe()
    if os.fork() == 0:
        os.close(receiving)
        with os.fdopen(sending, "w") as out:
            json.dump(judge(arguments), out)
        os._exit(0)
    os.close(sending)
    with os.fdopen(receiving) as answer:
        result = json.load(answer)
    os.wait()
    return result


if __name__ == "__main__":
    json.dump([judge_apart(each["arguments"]) for each in json.load(sys.stdin)], sys.stdout)
