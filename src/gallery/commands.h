// What to type to get an image, or a list of tags. Names here have grammars without a character
// that a shell would take for its own (values/names.h, http/host.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gallery/kind.h"
#include "plane/origin.h"
#include "registry/values/model.h"

namespace berth::gallery {

struct Command {
  std::string_view client;  // "docker". Lives for ever
  std::string text;
};

// "localhost:5000/acme/app"; without a host, "acme/app".
std::string image_name(const plane::Origin& origin, const RegistryAlias& alias,
                       const RepositoryName& name);

struct PullTarget {
  std::string name;  // image_name()
  ImageReference reference;
  std::string platform = {};  // "linux/arm64"; empty: the client's own
  Kind kind = Kind::image;
};

// One for each client that can do something with an image of this kind, the most usual one first.
// Over plain HTTP they say so, where a client would insist on HTTPS.
std::vector<Command> pull_commands(const plane::Origin& origin, const PullTarget& target);

// DescribeImageTags, by the AWS CLI and boto3.
std::vector<Command> listing_commands(const plane::Origin& origin, const Repository& repository);

}  // namespace berth::gallery
