"""Runs calls of ecr-public with the AWS CLI: one JSON line in, one out. See test_sdks.py for what
the lines are."""

import json
import os
import re
import subprocess
import sys
import tempfile

AWS = "/usr/bin/aws"


def run(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([AWS, "ecr-public", *arguments, "--endpoint-url",
                           os.environ["BERTH_URL"], "--output", "json"],
                          capture_output=True, text=True, check=False)


def call(operation: str, parameters: dict) -> dict:
    if operation == "page tags":
        done = run("describe-image-tags", "--repository-name", parameters["repositoryName"],
                   "--page-size", str(parameters["maxResults"]))
    elif operation == "login":
        done = subprocess.run([AWS, "ecr-public", "get-login-password", "--endpoint-url",
                               os.environ["BERTH_URL"]], capture_output=True, text=True, check=True)
        return {"output": {"password": done.stdout.strip()}}
    else:
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(parameters, file)
            file.flush()
            command = re.sub(r"(?<!^)(?=[A-Z])", "-", operation).lower()
            done = run(command, "--cli-input-json", f"file://{file.name}")
    refused = re.search(r"An error occurred \((\w+)\) when calling the \w+ operation: (.*)",
                        done.stderr, re.DOTALL)
    if refused:
        return {"error": refused[1], "message": refused[2].strip()}
    if done.returncode != 0:
        return {"error": f"exit code {done.returncode}", "message": done.stderr}
    output = json.loads(done.stdout or "{}")
    if operation == "page tags":
        output = {"imageTags": [detail["imageTag"] for detail in output["imageTagDetails"]]}
    return {"output": output}


for line in sys.stdin:
    print(json.dumps(call(**json.loads(line))), flush=True)
