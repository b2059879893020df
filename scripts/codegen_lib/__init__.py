# SPDX-License-Identifier: AGPL-3.0-or-later
"""Code generation of Okno. One module makes one kind of output:

manifest.py    reads the protos: services, methods, messages, rules, comments as plain objects
messages.py    X.pb-c.[ch]: protoc-c over a copy of the protos without our options
rules.py       X.rules.[ch]: what validation checks in each field
rpc.py         X.rpc.[ch]: method tables and client stubs; services.[ch]: all of them
methods.py     X.methods.[ch]: handler prototypes and bindings of a daemon; which method files must exist
routes.py      routes.[ch]: HTTP method and path -> RPC method
reflection.py  the text of `okno rpc describe`
access.py      access.md: who may call what
openapi.py     openapi.json
golden.py      proto/golden.json: what may never change on the wire
sql.py         X.sql.[ch] from sql/*.sql
schema.py      X.schema.[ch] from schema/*.sql
names.py, output.py  names in C, writing files
"""
