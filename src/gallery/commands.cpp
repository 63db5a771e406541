#include "gallery/commands.h"

#include <algorithm>

namespace berth::gallery {
namespace {

// How a client is told that a registry speaks plain HTTP. docker takes loopback addresses without
// being told, and others from its daemon's configuration only.
struct Client {
  std::string_view name;
  std::string_view command;
  std::string_view plain_http;
  std::string_view after = {};  // behind the reference
};

constexpr Client kDocker{.name = "docker", .command = "docker pull", .plain_http = ""};
constexpr Client kPodman{
    .name = "podman", .command = "podman pull", .plain_http = " --tls-verify=false"};
constexpr Client kNerdctl{
    .name = "nerdctl", .command = "nerdctl pull", .plain_http = " --insecure-registry"};
constexpr Client kCtr{.name = "ctr", .command = "ctr images pull", .plain_http = " --plain-http"};
constexpr Client kCrane{
    .name = "crane", .command = "crane pull", .plain_http = " --insecure", .after = " image.tar"};
constexpr Client kOras{.name = "oras", .command = "oras pull", .plain_http = " --plain-http"};

// Strangers write the platforms of an index: only one that a shell takes for a word is in a
// command.
bool is_word(std::string_view platform) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789._/";
  return !platform.empty() && platform.find_first_not_of(kAllowed) == std::string_view::npos;
}

std::string reference_of(const PullTarget& target) {
  if (const auto* tag = std::get_if<TagName>(&target.reference)) {
    return target.name + ':' + tag->text();
  }
  return target.name + '@' + std::get<Digest>(target.reference).text();
}

Command command_of(const Client& client, const plane::Origin& origin, const PullTarget& target) {
  std::string text(client.command);
  if (origin.scheme == "http") text += client.plain_http;
  if (is_word(target.platform)) text += " --platform " + target.platform;
  text.append(" ").append(reference_of(target)).append(client.after);
  return {.client = client.name, .text = std::move(text)};
}

// Helm names a chart without its tag, and writes '_' in a tag for the '+' of a version.
Command helm_command(const plane::Origin& origin, const PullTarget& target) {
  std::string text = "helm pull";
  if (origin.scheme == "http") text += " --plain-http";
  if (const auto* tag = std::get_if<TagName>(&target.reference)) {
    std::string version = tag->text();
    std::ranges::replace(version, '_', '+');
    text += " oci://" + target.name + " --version " + version;
  } else {
    text += " oci://" + reference_of(target);
  }
  return {.client = "helm", .text = std::move(text)};
}

}  // namespace

std::string image_name(const plane::Origin& origin, const RegistryAlias& alias,
                       const RepositoryName& name) {
  std::string text(origin.host);
  if (!text.empty()) text += '/';
  return text.append(alias.text()).append("/").append(name.text());
}

std::vector<Command> pull_commands(const plane::Origin& origin, const PullTarget& target) {
  switch (target.kind) {
    case Kind::image:
    case Kind::index:
      return {command_of(kDocker, origin, target), command_of(kPodman, origin, target),
              command_of(kNerdctl, origin, target), command_of(kCtr, origin, target),
              command_of(kCrane, origin, target)};
    case Kind::helm_chart:
      return {helm_command(origin, target), command_of(kOras, origin, target)};
    default:
      return {command_of(kOras, origin, target)};
  }
}

std::vector<Command> listing_commands(const plane::Origin& origin, const Repository& repository) {
  const std::string endpoint = make_url(origin, {});
  const std::string& name = repository.name.text();
  const std::string& registry = repository.registry.text();
  return {{.client = "AWS CLI",
           .text = "aws ecr-public describe-image-tags --region us-east-1 --endpoint-url " +
                   endpoint + " --registry-id " + registry + " --repository-name " + name},
          {.client = "boto3",
           .text = "client = boto3.client(\"ecr-public\", region_name=\"us-east-1\", "
                   "endpoint_url=\"" +
                   endpoint + "\")\nclient.describe_image_tags(registryId=\"" + registry +
                   "\", repositoryName=\"" + name + "\")"}};
}

}  // namespace berth::gallery
