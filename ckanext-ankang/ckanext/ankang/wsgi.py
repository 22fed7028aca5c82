"""The portal as a WSGI application; CKAN_INI names its configuration."""

import os

from ckan import authz, logic
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app

application = make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())

# CKAN fills its tables of actions and of auth functions at the first request and without a lock, core's
# first: a second thread would find the gate's chained actions and our rules missing (logic/__init__.py
# get_action, authz.py _build). So they are whole before anybody asks.
logic.get_action("package_update")
authz.auth_functions_list()
