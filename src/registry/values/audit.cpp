#include "registry/values/audit.h"

#include <utility>

#include "registry/values/author.h"

namespace berth {

std::string_view name_of(Via via) {
  switch (via) {
    case Via::api:
      return "api";
    case Via::oci:
      return "oci";
    case Via::command:
      return "command";
    case Via::collector:
      return "collector";
  }
  std::unreachable();
}

std::string_view name_of(AuditAction action) {
  switch (action) {
    case AuditAction::create_repository:
      return "CreateRepository";
    case AuditAction::delete_repository:
      return "DeleteRepository";
    case AuditAction::put_repository_catalog_data:
      return "PutRepositoryCatalogData";
    case AuditAction::tag_resource:
      return "TagResource";
    case AuditAction::untag_resource:
      return "UntagResource";
    case AuditAction::set_repository_policy:
      return "SetRepositoryPolicy";
    case AuditAction::delete_repository_policy:
      return "DeleteRepositoryPolicy";
    case AuditAction::put_storage_quota:
      return "PutStorageQuota";
    case AuditAction::put_image:
      return "PutImage";
    case AuditAction::move_tag:
      return "MoveTag";
    case AuditAction::delete_image:
      return "DeleteImage";
    case AuditAction::delete_blob:
      return "DeleteBlob";
    case AuditAction::remove_blob:
      return "RemoveBlob";
    case AuditAction::create_account:
      return "CreateAccount";
    case AuditAction::put_registry_catalog_data:
      return "PutRegistryCatalogData";
    case AuditAction::put_account_standing:
      return "PutAccountStanding";
    case AuditAction::create_alias:
      return "CreateAlias";
    case AuditAction::set_primary_alias:
      return "SetPrimaryAlias";
    case AuditAction::delete_alias:
      return "DeleteAlias";
    case AuditAction::create_user:
      return "CreateUser";
    case AuditAction::delete_user:
      return "DeleteUser";
    case AuditAction::create_access_key:
      return "CreateAccessKey";
    case AuditAction::delete_access_key:
      return "DeleteAccessKey";
    case AuditAction::put_user_policy:
      return "PutUserPolicy";
    case AuditAction::delete_user_policy:
      return "DeleteUserPolicy";
    case AuditAction::repair:
      return "Repair";
  }
  std::unreachable();
}

}  // namespace berth
