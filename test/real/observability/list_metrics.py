"""Prints what Synapse registers with Prometheus once all of its modules are loaded: JSON, series name to label names."""

import importlib
import json
import pkgutil
import sys
import warnings

import synapse
from prometheus_client import REGISTRY

warnings.filterwarnings("ignore")
for module in pkgutil.walk_packages(synapse.__path__, "synapse."):
    if module.name.startswith("synapse._scripts"):
        continue
    try:
        importlib.import_module(module.name)
    except ImportError as error:
        # Modules of optional packages, which register nothing that is used here.
        print(f"{module.name}: {error}", file=sys.stderr)

metrics = {}


def collect(registry):
    for collector, names in registry._collector_to_names.items():
        if hasattr(collector, "_collector_to_names"):
            collect(collector)
        labels = next(
            (list(value) for attribute in ("_labelnames", "labelnames", "labels") if isinstance(value := getattr(collector, attribute, None), (list, tuple))),
            [],
        )
        for name in names:
            if not metrics.get(name):
                metrics[name] = labels


collect(REGISTRY)
json.dump(metrics, sys.stdout)
