"""Uses a cluster through the public Python client.

Each row prints one line: "ok python ROW", or "FAIL python ROW: PROBLEM". To add a row, write a function with @row.
"""

import os
import sys
import tempfile
import time
import traceback

from kubernetes import client, config, dynamic, watch
from kubernetes.client.exceptions import ApiException

TIMEOUT_SECONDS = 60
GROUP = "python.clients.test"
rows = []


def row(function):
    rows.append(function)
    return function


def until(what, is_done):
    """Repeats a function until it returns something true: servers learn of some objects through a watch."""
    end = time.monotonic() + TIMEOUT_SECONDS
    while time.monotonic() < end:
        if result := is_done():
            return result
        time.sleep(0.05)
    raise AssertionError(f"timeout: {what}")


def refused(function, status, *texts):
    """Calls a function that must fail with a status, and a message that contains the texts."""
    try:
        function()
    except ApiException as error:
        assert error.status == status, f"status {error.status}: {error.body}"
        for text in texts:
            assert text in str(error.body), f"{text!r} is not in {error.body}"
        return
    raise AssertionError(f"nothing was refused, instead of status {status}")


def named(name, **more):
    return client.V1ObjectMeta(name=name, **more)


def config_map(name, **data):
    return client.V1ConfigMap(metadata=named(name), data=data)


def dynamic_client(api):
    """A dynamic client with a discovery cache of its own: by default, all programs share a file."""
    return dynamic.DynamicClient(api, cache_file=os.path.join(tempfile.mkdtemp(dir=os.environ.get("HOME")), "cache"))


@row
def builtin_kinds(api):
    core = client.CoreV1Api(api)
    core.create_namespaced_config_map("default", config_map("python", a="b"))
    since = core.list_namespaced_config_map("default").metadata.resource_version
    core.patch_namespaced_config_map("python", "default", {"data": {"c": "d"}})
    assert core.read_namespaced_config_map("python", "default").data == {"a": "b", "c": "d"}
    core.delete_namespaced_config_map("python", "default")
    refused(lambda: core.read_namespaced_config_map("python", "default"), 404, 'configmaps \\"python\\" not found')
    seen = []
    stream = watch.Watch()
    for event in stream.stream(
        core.list_namespaced_config_map,
        "default",
        resource_version=since,
        field_selector="metadata.name=python",
        timeout_seconds=TIMEOUT_SECONDS,
    ):
        seen.append(event["type"])
        if event["type"] == "DELETED":
            stream.stop()
    assert seen == ["MODIFIED", "DELETED"], seen


@row
def every_resource(api):
    found = dynamic_client(api)
    count = 0
    for resource in found.resources.search():
        if isinstance(resource, dynamic.resource.ResourceList) or "list" not in (resource.verbs or []):
            continue
        result = resource.get(limit=2)
        assert result.kind == resource.kind + "List", f"{resource.name}: {result.kind}"
        for item in result.items:
            if "get" not in resource.verbs:
                break
            place = {"namespace": item.metadata.namespace} if resource.namespaced else {}
            assert resource.get(name=item.metadata.name, **place).kind == resource.kind
        count += 1
    assert count > 60, f"only {count} resources"


def definition():
    text = client.V1JSONSchemaProps(type="string")
    integer = client.V1JSONSchemaProps(type="integer", format="int32", minimum=0, default=1)
    rule = client.V1ValidationRule(rule="self.model != 'bad'", message="the model must not be bad")
    spec = client.V1JSONSchemaProps(
        type="object", required=["model"], properties={"model": text, "replicas": integer}, x_kubernetes_validations=[rule]
    )
    status = client.V1JSONSchemaProps(type="object", properties={"replicas": client.V1JSONSchemaProps(type="integer")})
    root = client.V1JSONSchemaProps(type="object", properties={"spec": spec, "status": status})
    version = client.V1CustomResourceDefinitionVersion(
        name="v1",
        served=True,
        storage=True,
        schema=client.V1CustomResourceValidation(open_apiv3_schema=root),
        selectable_fields=[client.V1SelectableField(json_path=".spec.model")],
        subresources=client.V1CustomResourceSubresources(
            status={},
            scale=client.V1CustomResourceSubresourceScale(
                spec_replicas_path=".spec.replicas", status_replicas_path=".status.replicas"
            ),
        ),
    )
    names = client.V1CustomResourceDefinitionNames(plural="gears", singular="gear", kind="Gear", short_names=["gr"])
    return client.V1CustomResourceDefinition(
        api_version="apiextensions.k8s.io/v1",
        kind="CustomResourceDefinition",
        metadata=named(f"gears.{GROUP}"),
        spec=client.V1CustomResourceDefinitionSpec(group=GROUP, scope="Namespaced", names=names, versions=[version]),
    )


def gear(name, **spec):
    return {"apiVersion": f"{GROUP}/v1", "kind": "Gear", "metadata": {"name": name}, "spec": spec}


@row
def custom_resources(api):
    definitions = client.ApiextensionsV1Api(api)
    definitions.create_custom_resource_definition(definition())

    def established():
        conditions = definitions.read_custom_resource_definition(f"gears.{GROUP}").status.conditions or []
        return any(each.type == "Established" and each.status == "True" for each in conditions)

    until("the definition is established", established)
    gears = client.CustomObjectsApi(api)
    place = (GROUP, "v1", "default", "gears")
    created = gears.create_namespaced_custom_object(*place, gear("a", model="arm"))
    assert created["spec"] == {"model": "arm", "replicas": 1}, created["spec"]
    patched = gears.patch_namespaced_custom_object(*place, "a", {"spec": {"replicas": 2}})
    assert patched["metadata"]["generation"] == 2, patched
    status = gears.patch_namespaced_custom_object_status(*place, "a", {"status": {"replicas": 2}})
    assert status["status"] == {"replicas": 2} and status["metadata"]["generation"] == 2, status
    assert gears.get_namespaced_custom_object_scale(*place, "a")["spec"]["replicas"] == 2
    gears.patch_namespaced_custom_object_scale(*place, "a", {"spec": {"replicas": 3}})
    assert gears.get_namespaced_custom_object(*place, "a")["spec"]["replicas"] == 3
    refused(lambda: gears.create_namespaced_custom_object(*place, gear("b")), 422, "spec.model: Required value")
    bad = gear("b", model="bad")
    refused(lambda: gears.create_namespaced_custom_object(*place, bad), 422, "the model must not be bad")
    gears.create_namespaced_custom_object(*place, gear("b", model="cart"))
    selected = gears.list_namespaced_custom_object(*place, field_selector="spec.model=cart")
    assert [each["metadata"]["name"] for each in selected["items"]] == ["b"], selected

    resource = dynamic_client(api).resources.get(api_version=f"{GROUP}/v1", kind="Gear")
    applied = resource.server_side_apply(namespace="default", body=gear("c", model="x"), field_manager="python")
    assert applied.spec.replicas == 1, applied
    resource.delete(name="c", namespace="default")
    definitions.delete_custom_resource_definition(f"gears.{GROUP}")

    def deleted():
        try:
            definitions.read_custom_resource_definition(f"gears.{GROUP}")
        except ApiException as error:
            return error.status == 404
        return False

    until("the definition is gone", deleted)
    refused(lambda: gears.get_namespaced_custom_object(*place, "a"), 404)


@row
def admission_policies(api):
    policies = client.AdmissionregistrationV1Api(api)
    core = client.CoreV1Api(api)
    core.create_namespace(client.V1Namespace(metadata=named("python-policies")))
    rule = client.V1NamedRuleWithOperations(
        api_groups=[""], api_versions=["v1"], operations=["CREATE"], resources=["configmaps"]
    )
    spec = client.V1ValidatingAdmissionPolicySpec(
        match_constraints=client.V1MatchResources(resource_rules=[rule]),
        validations=[client.V1Validation(expression="object.metadata.name != 'denied'", message="denied by name")],
    )
    policy = client.V1ValidatingAdmissionPolicy(metadata=named("names.python.test"), spec=spec)
    policies.create_validating_admission_policy(policy)
    labels = client.V1LabelSelector(match_labels={"kubernetes.io/metadata.name": "python-policies"})
    binding = client.V1ValidatingAdmissionPolicyBindingSpec(
        policy_name="names.python.test",
        validation_actions=["Deny"],
        match_resources=client.V1MatchResources(namespace_selector=labels),
    )
    policies.create_validating_admission_policy_binding(
        client.V1ValidatingAdmissionPolicyBinding(metadata=named("names.python.test"), spec=binding)
    )

    def create():
        core.create_namespaced_config_map("python-policies", config_map("denied"), dry_run="All")

    def denies():
        try:
            create()
        except ApiException:
            return True
        return False

    until("the policy denies", denies)
    refused(create, 422, "ValidatingAdmissionPolicy 'names.python.test' with binding", "denied by name")
    core.create_namespaced_config_map("python-policies", config_map("allowed"))
    policies.delete_validating_admission_policy_binding("names.python.test")
    policies.delete_validating_admission_policy("names.python.test")
    spec.validations[0].expression = "object."
    refused(lambda: policies.create_validating_admission_policy(policy), 422, "compilation failed")


@row
def limits_and_quotas(api):
    core = client.CoreV1Api(api)
    core.create_namespace(client.V1Namespace(metadata=named("python-limits")))
    item = client.V1LimitRangeItem(type="Container", default={"cpu": "200m"}, max={"cpu": "500m"})
    core.create_namespaced_limit_range(
        "python-limits", client.V1LimitRange(metadata=named("limits"), spec=client.V1LimitRangeSpec(limits=[item]))
    )
    until("the default service account", lambda: core.list_namespaced_service_account("python-limits").items)

    def pod(**limits):
        resources = client.V1ResourceRequirements(limits=limits) if limits else None
        container = client.V1Container(name="c", image="registry.test/app:1", resources=resources)
        return client.V1Pod(metadata=named("pod"), spec=client.V1PodSpec(containers=[container]))

    def defaulted():
        created = core.create_namespaced_pod("python-limits", pod(), dry_run="All")
        return (created.spec.containers[0].resources.limits or {}) == {"cpu": "200m"}

    until("the pod is defaulted", defaulted)
    refused(
        lambda: core.create_namespaced_pod("python-limits", pod(cpu="2")),
        403,
        "maximum cpu usage per Container is 500m, but limit is 2",
    )
    quota = client.V1ResourceQuota(metadata=named("quota"), spec=client.V1ResourceQuotaSpec(hard={"count/secrets": "1"}))
    core.create_namespaced_resource_quota("python-limits", quota)
    until("the quota has a status", lambda: core.read_namespaced_resource_quota("quota", "python-limits").status.hard)
    core.create_namespaced_secret("python-limits", client.V1Secret(metadata=named("a")))
    refused(
        lambda: core.create_namespaced_secret("python-limits", client.V1Secret(metadata=named("b"))),
        403,
        "exceeded quota: quota, requested: count/secrets=1, used: count/secrets=1, limited: count/secrets=1",
    )


@row
def server_kinds(api):
    flows = client.FlowcontrolApiserverV1Api(api)
    names = {each.metadata.name for each in flows.list_flow_schema().items}
    assert {"exempt", "catch-all", "global-default"} <= names, names
    services = client.ApiregistrationV1Api(api)
    until("the APIServices", lambda: {"v1.", "v1.apps"} <= {each.metadata.name for each in services.list_api_service().items})
    certificates = client.CertificatesV1Api(api)
    request = client.V1CertificateSigningRequest(
        metadata=named("python"),
        spec=client.V1CertificateSigningRequestSpec(
            request="dGV4dA==", signer_name="kubernetes.io/kube-apiserver-client", usages=["client auth"]
        ),
    )
    refused(lambda: certificates.create_certificate_signing_request(request), 422, "spec.request")


def main():
    config.load_kube_config()
    failed = False
    for each in rows:
        try:
            with client.ApiClient() as api:
                each(api)
            print(f"ok python {each.__name__}", flush=True)
        except Exception as error:
            failed = True
            traceback.print_exc()
            text = " ".join(str(getattr(error, "body", None) or error).split())
            print(f"FAIL python {each.__name__}: {type(error).__name__} {text}", flush=True)
    sys.exit(1 if failed else 0)


main()
