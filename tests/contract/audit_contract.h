// The contract of the audit of every metadata store: registry/ports/audit_store.h as tests.
#pragma once

#include <string>
#include <vector>

#include "contract/metadata_store_contract.h"
#include "registry/values/author.h"

namespace berth {

class AuditContract : public MetadataStoreContract {
 protected:
  static constexpr std::size_t kAll = 1000;
  using Recorded = std::vector<std::string>;

  std::vector<AuditEntry> all() { return audit().list(Timestamp(), 0, kAll); }
  // "PutImage acme/web:v1 - sha256:..."; -: empty.
  static std::string text_of(const AuditEntry& entry) {
    const auto shown = [](const std::string& value) { return value.empty() ? "-" : value; };
    return entry.action + ' ' + entry.resource + ' ' + shown(entry.before) + ' ' +
           shown(entry.after);
  }
  // What the write, which must succeed, adds to the audit.
  template <typename Write>
  Recorded recorded_by(const Write& write) {
    const auto before = all();
    EXPECT_TRUE(write());
    Recorded texts;
    for (const AuditEntry& entry :
         audit().list(Timestamp(), before.empty() ? 0 : before.back().id, kAll)) {
      texts.push_back(text_of(entry));
      EXPECT_EQ(entry.at, author_.at);
      EXPECT_EQ(entry.via, "api");
      EXPECT_EQ(entry.user, "arn:aws:iam::123456789012:user/eve");
      EXPECT_EQ(entry.access_key_id, "AKIDEVE");
      EXPECT_EQ(entry.client_address, "192.0.2.1");
      EXPECT_EQ(entry.request_id, "request");
    }
    return texts;
  }
  Push push_of(const Repository& repository, std::string_view content, std::vector<TagName> tags) {
    return {.repository = repository,
            .image = image(content),
            .tags = std::move(tags),
            .author = author_};
  }

  const Author author_{.at = at(1000),
                       .via = Via::api,
                       .account = account(),
                       .user = "eve",
                       .access_key_id = "AKIDEVE",
                       .client_address = "192.0.2.1",
                       .request_id = "request"};
};

}  // namespace berth
