"""One web process of the portal, as gunicorn runs several: `python web_process.py` prints its port."""

import sys

from werkzeug.serving import make_server

from ckanext.ankang.wsgi import application

if __name__ == "__main__":
    server = make_server("127.0.0.1", 0, application, threaded=True)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
