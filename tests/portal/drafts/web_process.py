"""One web process of the portal, as gunicorn runs several: `python web_process.py` prints its port."""

import os
import sys

from ckan.cli import load_config
from ckan.config.middleware import make_app
from werkzeug.serving import make_server

if __name__ == "__main__":
    app = make_app(load_config(os.environ["CKAN_INI"]))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
