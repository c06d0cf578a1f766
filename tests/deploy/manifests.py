"""Works on Kubernetes objects as YAML from standard input.

  manifests.py json                 as one JSON array
  manifests.py rules                our own rules; a line for each finding, exit code 1
  manifests.py pod JOB COMMAND...   the pod of a Job with index 3, as YAML, for `podman kube play`,
                                    which plays no Jobs; COMMAND instead of the Job's, if given
"""

import json
import sys

import yaml

RETRIED = {69, 70, 73, 74, 75}
FINAL = {2, 65, 66, 77, 78}


def pods(objects):
    for thing in objects:
        if thing["kind"] in ("Deployment", "Job"):
            yield f"{thing['kind']} {thing['metadata']['name']}", thing["spec"]["template"]["spec"]


def pod_findings(pod):
    context = pod.get("securityContext", {})
    if not (context.get("runAsNonRoot") and context.get("runAsUser") == 65532):
        yield "does not run as 65532"
    if context.get("seccompProfile", {}).get("type") != "RuntimeDefault":
        yield "has no seccomp profile"
    if pod.get("automountServiceAccountToken") is not False:
        yield "mounts a token of the cluster"
    for container in pod["containers"]:
        inner = container.get("securityContext", {})
        if inner.get("readOnlyRootFilesystem") is not True:
            yield "has a writable root"
        if inner.get("allowPrivilegeEscalation") is not False:
            yield "may get privileges"
        if inner.get("capabilities", {}).get("drop") != ["ALL"]:
            yield "keeps capabilities"
        if "memory" not in container.get("resources", {}).get("limits", {}):
            yield "has no memory limit"
        for name in ("livenessProbe", "readinessProbe", "startupProbe"):
            if "httpGet" in container.get(name, {}) and container[name]["httpGet"]["port"] != "admin":
                yield f"probes a port with data: {name}"


def findings(objects):
    names = {(o["kind"], o["metadata"]["name"]) for o in objects}
    for where, pod in pods(objects):
        for text in pod_findings(pod):
            yield f"{where}: {text}"
        for volume in pod["volumes"]:
            claim = volume.get("persistentVolumeClaim", {}).get("claimName")
            if claim and ("PersistentVolumeClaim", claim) not in names:
                yield f"{where}: no claim {claim}"
    for thing in objects:
        where = f"{thing['kind']} {thing['metadata']['name']}"
        if thing["kind"] == "Secret":
            yield f"{where}: secrets are named, never written here"
        if thing["kind"] == "Job":
            rules = thing["spec"]["podFailurePolicy"]["rules"]
            codes = {c for r in rules for c in r.get("onExitCodes", {}).get("values", [])}
            if codes != FINAL or codes & RETRIED:
                yield f"{where}: exit codes {sorted(codes)} are final, not {sorted(FINAL)}"
        if thing["kind"] == "Job" and thing["spec"].get("completionMode") == "Indexed":
            count = str(thing["spec"]["completions"])
            container = thing["spec"]["template"]["spec"]["containers"][0]
            if {"name": "JOB_COMPLETION_COUNT", "value": count} not in container["env"]:
                yield f"{where}: another number of shards in JOB_COMPLETION_COUNT"


def pod_of(objects, job, command):
    thing = next(o for o in objects if o["kind"] == "Job" and o["metadata"]["name"] == job)
    template = thing["spec"]["template"]
    container = template["spec"]["containers"][0]
    container["env"].append({"name": "JOB_COMPLETION_INDEX", "value": "3"})
    container["image"] = "localhost/" + container["image"]
    container["imagePullPolicy"] = "Never"
    if command:
        container["command"], container["args"] = command, []
    return {"apiVersion": "v1", "kind": "Pod",
            "metadata": {"name": f"{job}-3", "labels": template["metadata"]["labels"]},
            "spec": template["spec"]}


def main():
    objects = [o for o in yaml.safe_load_all(sys.stdin) if o]
    if sys.argv[1] == "json":
        json.dump(objects, sys.stdout)
    elif sys.argv[1] == "pod":
        yaml.safe_dump(pod_of(objects, sys.argv[2], sys.argv[3:]), sys.stdout)
    else:
        found = list(findings(objects))
        print("\n".join([*found, f"{len(objects)} objects, {len(found)} findings"]))
        sys.exit(1 if found else 0)


main()
