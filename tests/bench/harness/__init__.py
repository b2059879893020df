# SPDX-License-Identifier: AGPL-3.0-or-later
"""The harness of scripts/bench.

    machine   packages, processes, CPU and memory of processes
    postgres  a private PostgreSQL
    load      wrk
    report    cases, medians, the JSON lines and the table
    contest   alternating runs, picking the better way to run a peer
    stack     our side: the running stack, its tokens and paths
    regulations   BPMN files of the process bench
    rpc, submit, read, db, queue, streams, board, process   the benches
"""
