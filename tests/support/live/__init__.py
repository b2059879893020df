# SPDX-License-Identifier: AGPL-3.0-or-later
"""A running installation as tests see it: started and ended, spoken to over HTTP, looked at in its database."""
