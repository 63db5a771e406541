// Which users the names in a repository's policy mean.
//
// When a policy is set, AWS replaces the ARNs of users with their unique ids, so that a later user
// of the same name is a different one. It shows the ARNs again as long as the users exist. Here the
// text stays as it is, and the ids are kept beside it.
// docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "registry/ports/account_reads.h"
#include "registry/values/model.h"
#include "registry/values/user_id.h"

namespace berth::auth {

class PolicyUsers {
 public:
  using Ids = std::map<std::string, UserId, std::less<>>;  // by ARN

  // From RepositoryPolicy::users. Entries that cannot be read mean nobody.
  static PolicyUsers read(std::string_view json);
  [[nodiscard]] std::string json() const;

  void add(std::string arn, const UserId& id) { ids_.insert_or_assign(std::move(arn), id); }
  // Nobody's if it is not known which user the name meant.
  [[nodiscard]] UserId find(std::string_view arn) const;
  [[nodiscard]] const Ids& ids() const { return ids_; }

 private:
  Ids ids_;
};

// The text of a policy as the real service shows it: a user that is gone is shown by its unique id.
std::string shown_text(AccountReads& accounts, const RepositoryPolicy& policy);

}  // namespace berth::auth
