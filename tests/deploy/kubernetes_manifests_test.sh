#!/usr/bin/env bash
# Every manifest of deploy/kubernetes renders, fits the published schemas and our own rules; and
# manifests with mistakes do not.
source "$(dirname "$0")/ground.sh"
manifests() { python3 "$ROOT/tests/deploy/manifests.py" "$@"; }
render() { kubectl kustomize "$ROOT/deploy/kubernetes/$1" 2>"$WORK/kustomize.log" || fail "$(cat "$WORK/kustomize.log")"; }
check() { manifests json | node "$WORK/schemas/check_manifests.mjs"; }

mkdir -p "$WORK/schemas"
cp "$ROOT"/tests/deploy/schemas/*.* "$WORK/schemas/"
(cd "$WORK/schemas" && npm ci --loglevel=error --no-audit --no-fund >/dev/null)

for folder in base batch podman; do
  render $folder >"$WORK/$folder.yaml"
  out=$(check <"$WORK/$folder.yaml") || fail "$folder: $out"
  echo "$folder, schemas: $out"
  out=$(manifests rules <"$WORK/$folder.yaml") || fail "$folder: $out"
  echo "$folder, rules: $out"
done

# The same images and settings as the Containerfile: no registry, one version.
if grep -rhE '^ *image: .*[/:]' "$ROOT/deploy/kubernetes"; then fail "an image names a registry or a tag"; fi

refused() { # FOLDER SED WORDS... : with this mistake the check names WORDS
  local folder=$1 edit=$2
  shift 2
  if out=$(sed "$edit" "$WORK/$folder.yaml" | check); then fail "not refused: $edit"; fi
  expect "$@"
}
refused base 's/maxUnavailable:/maxUnavailabel:/' /spec/strategy/rollingUpdate/maxUnavailabel
refused base 's/runAsNonRoot: true/runAsNonRoot: "yes"/' 'runAsNonRoot: must be boolean'
refused base 's/kind: NetworkPolicy/kind: NetworkPolicies/' NetworkPolicies
refused batch 's/operator: In$/operator: Within/' onExitCodes/operator
refused batch 's/backoffLimitPerIndex/backofLimitPerIndex/' /spec/backofLimitPerIndex
refused batch '0,/restartPolicy: Never/s/restartPolicy: Never/restartPolicy: 3/' restartPolicy

breaks_rule() {
  if out=$(sed "$2" "$WORK/$1.yaml" | manifests rules); then fail "breaks no rule: $2"; fi
  expect "$3"
}
breaks_rule base 's/readOnlyRootFilesystem: true/readOnlyRootFilesystem: false/' 'writable root'
breaks_rule base 's/claimName: .*/claimName: other/' 'no claim other'
breaks_rule batch 's/^\( *\)- 66$/\1- 69/' 'are final, not'
breaks_rule batch 's/completions: 16/completions: 17/' 'another number of shards'
