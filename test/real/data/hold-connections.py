"""Opens connections to PgBouncer, asks each for its server process, and holds them all: prints how many were served.

usage: hold-connections.py HOST_PORT... COUNT    (ports of the poolers that are up; COUNT connections, spread at random)
"""
import random
import sys
import threading

import psycopg2

*ports, count = sys.argv[1:]
random.seed(1)
served = []
opened = []
done = threading.Barrier(int(count))


def hold(port):
    connection = None
    try:
        connection = psycopg2.connect(
            host="127.0.0.1", port=port, user="postgres", dbname="postgres", sslmode="require"
        )
        opened.append(connection)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            served.append(cursor.fetchone()[0])
    except psycopg2.Error:
        pass
    # Nobody leaves before the last one has been served or turned away.
    done.wait()
    if connection is not None:
        connection.close()


threads = [threading.Thread(target=hold, args=(random.choice(ports),)) for _ in range(int(count))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(set(served)))
