"""A real worker process that harvests: `python worker_process.py LEASE HOME ADDRESS`."""

import os
import sys

from ckan.cli import load_config
from ckan.common import config
from ckan.config.middleware import make_app

from ckanext.ankang.jobs import worker

KINDS = ("harvest.run", "review.publish")

if __name__ == "__main__":
    flask = make_app(load_config(os.environ["CKAN_INI"]))
    config["ckanext.ankang.jobs.lease"] = int(sys.argv[1])
    config["ckanext.ankang.harvest.home"] = sys.argv[2]
    config["ckanext.ankang.harvest.demonstration_url"] = sys.argv[3]
    config["ckanext.ankang.harvest.batch_size"] = 2
    # Every death is one of the test's: none of them means that the job is poisoned.
    config["ckanext.ankang.jobs.attempts"] = 1000
    known = worker.handlers()
    process = worker.Worker(flask._wsgi_app, {kind: known[kind] for kind in KINDS})
    print("ready", flush=True)
    process.run()
