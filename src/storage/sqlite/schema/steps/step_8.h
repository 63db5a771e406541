// To version 8: users have an id that no other user has, now or later, and the policies of
// repositories mean the users that had the names in them when the policies were set.
#pragma once

namespace berth::storage::sqlite {

inline constexpr char kStep8[] = R"sql(
-- registry/values/user_id.h: 68 bits at random, of whose digits four are put into the alphabet of
-- the form.
ALTER TABLE users ADD COLUMN unique_id TEXT NOT NULL DEFAULT '';
UPDATE users SET unique_id = 'AIDA' || replace(replace(replace(replace(
  substr(hex(randomblob(9)), 1, 17), '0', 'W'), '1', 'X'), '8', 'Y'), '9', 'Z');
CREATE UNIQUE INDEX users_by_unique_id ON users (unique_id);

-- A JSON object: the ids of the users that the text names, by their ARNs; empty: it names none.
ALTER TABLE repository_policies ADD COLUMN users TEXT NOT NULL DEFAULT '';

-- A name that nobody has means somebody who is gone, and has an id of its own, too.
CREATE TEMP TABLE named_users AS
SELECT DISTINCT p.repository, t.atom AS arn
FROM repository_policies p,
     json_tree(CASE WHEN json_valid(p.text) THEN p.text ELSE '{}' END) t
WHERE t.type = 'text' AND t.fullkey LIKE '%Principal.AWS%'
  AND t.atom GLOB 'arn:aws:iam::[0-9]*:user/*';
UPDATE repository_policies SET users = named.users
FROM (
  SELECT n.repository, json_group_object(n.arn, coalesce(u.unique_id,
    'AIDA' || replace(replace(replace(replace(
    substr(hex(randomblob(9)), 1, 17), '0', 'W'), '1', 'X'), '8', 'Y'), '9', 'Z'))) AS users
  FROM named_users n
  LEFT JOIN users u ON n.arn = 'arn:aws:iam::' || u.registry_id || ':user/' || u.name
  GROUP BY n.repository
) named
WHERE named.repository = repository_policies.repository;
DROP TABLE named_users;

PRAGMA user_version = 8;
)sql";

}  // namespace berth::storage::sqlite
