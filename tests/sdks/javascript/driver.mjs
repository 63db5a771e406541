// Runs calls of ecr-public with the AWS SDK for JavaScript: one JSON line in, one out. See
// ../test_sdks.py for what the lines are.
import * as sdk from "@aws-sdk/client-ecr-public";
import readline from "node:readline";

const client = new sdk.ECRPUBLICClient({ endpoint: process.env.BERTH_URL, maxAttempts: 1 });
const BLOBS = new Set(["layerPartBlob", "logoImageBlob"]);

function withBlobs(value) {
  if (Array.isArray(value) || typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [
    name, BLOBS.has(name) ? Buffer.from(inner, "base64") : withBlobs(inner)]));
}

async function call({ operation, parameters }) {
  if (operation === "page tags") {
    const imageTags = [];
    const pages = sdk.paginateDescribeImageTags({ client, pageSize: parameters.maxResults },
      { repositoryName: parameters.repositoryName });
    for await (const page of pages) {
      imageTags.push(...page.imageTagDetails.map((detail) => detail.imageTag));
    }
    return { imageTags };
  }
  const { $metadata, ...output } =
    await client.send(new sdk[operation + "Command"](withBlobs(parameters)));
  return output;
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = { output: await call(JSON.parse(line)) };
  } catch (error) {
    answer = { error: error.name, message: error.message };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
