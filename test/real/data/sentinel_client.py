"""Writes a counter through the master that the Sentinels name, five times a second, and says how each write went."""
import os
import sys
import time

import valkey
from valkey.sentinel import Sentinel

sentinels = [(host, int(port)) for host, port in (address.rsplit(":", 1) for address in sys.argv[1:])]
password = os.environ["CACHE_PASSWORD"]
# LiveKit gives each reply 0.2 seconds, too.
sentinel = Sentinel(sentinels, socket_timeout=0.2, sentinel_kwargs={"password": password}, password=password)
master = sentinel.master_for("mymaster", socket_timeout=0.2)
for count in range(10_000):
    try:
        master.set("counter", count)
        print("written", count, flush=True)
    except valkey.exceptions.ValkeyError as error:
        print("failed", type(error).__name__, str(error)[:60], flush=True)
    time.sleep(0.2)
