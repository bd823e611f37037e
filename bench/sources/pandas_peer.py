"""pandas at the job "csv" of jobs.mjs, answering lines like answer.mjs. usage: /usr/bin/python3 pandas_peer.py FOLDER"""
import json
import sys
import time

import pandas

path = f"{sys.argv[1]}/flows.csv"
for line in sys.stdin:
    request = json.loads(line)
    reply = {}
    if "task" not in request:
        started = time.perf_counter()
        began = time.process_time()
        rows = len(pandas.read_csv(path))
        reply = {"seconds": time.perf_counter() - started, "cpu": time.process_time() - began}
        if request.get("first"):
            reply["outcome"] = f"{rows} rows"
    print(json.dumps(reply), flush=True)
