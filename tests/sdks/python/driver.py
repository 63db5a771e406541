"""Runs calls of ecr-public with boto3: one JSON line in, one out. See ../test_sdks.py for what the
lines are."""

import base64
import datetime
import json
import os
import re
import sys

import boto3
import botocore.config
import botocore.exceptions

BLOBS = {"layerPartBlob", "logoImageBlob"}

client = boto3.client("ecr-public", endpoint_url=os.environ["BERTH_URL"],
                      config=botocore.config.Config(retries={"total_max_attempts": 1}))


def with_blobs(parameters: dict) -> dict:
    return {name: base64.b64decode(value) if name in BLOBS
            else with_blobs(value) if isinstance(value, dict) else value
            for name, value in parameters.items()}


def call(operation: str, parameters: dict) -> dict:
    if operation == "page tags":
        pages = client.get_paginator("describe_image_tags").paginate(
            repositoryName=parameters["repositoryName"],
            PaginationConfig={"PageSize": parameters["maxResults"]})
        return {"imageTags": [detail["imageTag"] for page in pages
                              for detail in page["imageTagDetails"]]}
    method = re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()
    output = getattr(client, method)(**with_blobs(parameters))
    del output["ResponseMetadata"]
    return output


for line in sys.stdin:
    try:
        answer = {"output": call(**json.loads(line))}
    except botocore.exceptions.ClientError as error:
        answer = {"error": error.response["Error"]["Code"],
                  "message": error.response["Error"]["Message"]}
    print(json.dumps(answer, default=datetime.datetime.isoformat), flush=True)
