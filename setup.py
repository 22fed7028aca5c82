"""Package facts: which folders are packages, what data ships, which rooms are CKAN plugins."""

from setuptools import find_packages, setup

ROOMS = {
    "portal": "PortalPlugin",
    "documents": "DocumentsPlugin",
    "search": "SearchPlugin",
    "harvest": "HarvestPlugin",
    "review": "ReviewPlugin",
    "quality": "QualityPlugin",
    "files": "FilesPlugin",
    "jobs": "JobsPlugin",
    "catalogue": "CataloguePlugin",
    "security": "SecurityPlugin",
    "datastore": "DatastorePlugin",
    "drafts": "DraftsPlugin",
    "proofreading": "ProofreadingPlugin",
    "notices": "NoticesPlugin",
    "workbench": "WorkbenchPlugin",
    "library": "LibraryPlugin",
    "validity": "ValidityPlugin",
    "citations": "CitationsPlugin",
    "renditions": "RenditionsPlugin",
    "cleanup": "CleanupPlugin",
    "interpretations": "InterpretationsPlugin",
    "exchange": "ExchangePlugin",
    "links": "LinksPlugin",
    "reconciliation": "ReconciliationPlugin",
}

setup(
    name="ckanext-ankang",
    version="0.1.0",
    description="安康市公共数据开放平台: the open data portal of Ankang on CKAN",
    license="AGPL-3.0-or-later",
    python_requires=">=3.11",
    # "ckanext" itself belongs to CKAN and is never listed: uninstalling us must not remove it.
    package_dir={
        "": "ckanext-ankang",
        "ckanext.ankang.schemas": "schemas",
        "harvesters": "harvesters",
    },
    packages=[
        *(f"ckanext.{name}" for name in find_packages("ckanext-ankang/ckanext")),
        "ckanext.ankang.schemas",
        *find_packages(include=["harvesters", "harvesters.*"]),
    ],
    # One pattern list for all rooms: named per package, a room's files are lost (ckan-2.12.md 37).
    package_data={
        "": [
            "*.yaml",
            "*.txt",
            "*.geojson",
            "assets/**/*",
            "choices/**/*",
            "checklists/**/*",
            "tables/**/*.yaml",
            "reviews/**/*",
            "proofreading/**/*",
            "recorded/*",
            "i18n/**/*",
            "migration/**/*",
            "public/**/*",
            "templates/**/*",
        ]
    },
    entry_points={
        "ckan.plugins": [
            f"ankang_{room} = ckanext.ankang.{room}.plugin:{plugin}"
            for room, plugin in ROOMS.items()
        ],
        "console_scripts": ["ankang = ckanext.ankang.command:main"],
    },
)
