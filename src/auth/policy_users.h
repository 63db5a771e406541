// Which users the policy of a repository means by the names in it.
//
// AWS puts the unique ids of users in the place of their ARNs when a policy is set, so that a user
// who is made later under the same name is another one, and shows the ARNs again for as long as the
// users are there. Here the text stays as it is, and the ids are kept beside it.
// docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "registry/ports/account_store.h"
#include "registry/values/model.h"
#include "registry/values/user_id.h"

namespace berth::auth {

class PolicyUsers {
 public:
  using Ids = std::map<std::string, UserId, std::less<>>;  // by ARN

  // RepositoryPolicy::users. What cannot be read means nobody.
  static PolicyUsers read(std::string_view json);
  [[nodiscard]] std::string json() const;

  void add(std::string arn, const UserId& id) { ids_.insert_or_assign(std::move(arn), id); }
  // Nobody's if it is not known whom the name meant.
  [[nodiscard]] UserId find(std::string_view arn) const;
  [[nodiscard]] const Ids& ids() const { return ids_; }

 private:
  Ids ids_;
};

// The text of a policy, as the real service shows it: in the place of a user who is gone is the
// unique id.
std::string shown_text(AccountStore& accounts, const RepositoryPolicy& policy);

}  // namespace berth::auth
