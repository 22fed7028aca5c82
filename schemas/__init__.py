"""Everything that is data: dataset types, presets, vocabularies, departments."""
