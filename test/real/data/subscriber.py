"""Subscribes with the client library of Synapse, as Synapse sets it up, and prints what arrives."""
import os
import sys

import txredisapi
from synapse.replication.tcp.redis import ConstantProperty
from twisted.internet import reactor


class Subscriber(txredisapi.SubscriberProtocol):
    def connectionMade(self):
        super().connectionMade()
        self.subscribe("example.org")

    def messageReceived(self, pattern, channel, message):
        print("received", message, flush=True)


class Factory(txredisapi.RedisFactory):
    """The three lines that decide about reconnecting are those of `RedisDirectTcpReplicationClientFactory`."""

    maxDelay = 5
    # The library gives up when a connection is lost before AUTH is answered: every refused connection of a failover.
    continueTrying = ConstantProperty(True)
    protocol = Subscriber


factory = Factory(None, None, 1, password=os.environ["CACHE_PASSWORD"])
reactor.connectTCP(sys.argv[1], int(sys.argv[2]), factory)
reactor.run()
