import io.fabric8.kubernetes.api.model.*;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.*;
import io.fabric8.kubernetes.api.model.apiextensions.v1.*;
import io.fabric8.kubernetes.client.*;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.*;
import java.util.concurrent.*;
import java.util.function.BooleanSupplier;

/** Uses a cluster through fabric8. Each row prints one line: "ok fabric8 ROW", or "FAIL fabric8 ROW: PROBLEM". */
public class Clients {
  static final String GROUP = "fabric8.clients.test";
  static final long TIMEOUT_SECONDS = 60;

  interface Row {
    void run(KubernetesClient client) throws Exception;
  }

  public static class CogSpec {
    public String model;
    public Integer replicas;
  }

  public static class CogStatus {
    public Integer replicas;
  }

  @Group(GROUP)
  @Version("v1")
  public static class Cog extends CustomResource<CogSpec, CogStatus> implements Namespaced {}

  static void equal(String what, Object got, Object want) {
    if (!Objects.equals(got, want)) throw new AssertionError(what + " is " + got + " instead of " + want);
  }

  static void until(String what, BooleanSupplier isDone) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (!isDone.getAsBoolean()) {
      if (System.nanoTime() > end) throw new AssertionError("timeout: " + what);
      Thread.sleep(50);
    }
  }

  static void refused(Runnable action, int code, String text) {
    try {
      action.run();
    } catch (KubernetesClientException error) {
      equal("the status code", error.getCode(), code);
      if (!error.getMessage().contains(text)) throw new AssertionError(text + " is not in " + error.getMessage());
      return;
    }
    throw new AssertionError("nothing was refused, instead of status " + code);
  }

  static ConfigMap configMap(String namespace, String name) {
    return new ConfigMapBuilder().withNewMetadata().withNamespace(namespace).withName(name).endMetadata().build();
  }

  static void builtinKinds(KubernetesClient client) throws Exception {
    var seen = new LinkedBlockingQueue<String>();
    var watch = client.configMaps().inNamespace("default").withName("fabric8").watch(new Watcher<ConfigMap>() {
      @Override
      public void eventReceived(Action action, ConfigMap map) {
        seen.add(action.name());
      }

      @Override
      public void onClose(WatcherException cause) {
        seen.add("closed: " + cause);
      }
    });
    client.resource(configMap("default", "fabric8")).create();
    client.configMaps().inNamespace("default").withName("fabric8").edit(map -> new ConfigMapBuilder(map).addToData("a", "b").build());
    equal("the data", client.configMaps().inNamespace("default").withName("fabric8").get().getData(), Map.of("a", "b"));
    client.resource(configMap("default", "fabric8")).delete();
    for (var want : List.of("ADDED", "MODIFIED", "DELETED")) equal("the event", seen.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS), want);
    watch.close();
  }

  static void everyResource(KubernetesClient client) {
    int count = 0;
    for (var group : client.getApiGroups().getGroups()) {
      for (var version : group.getVersions()) count += listAll(client, group.getName(), version.getVersion());
    }
    count += listAll(client, "", "v1");
    if (count < 60) throw new AssertionError("only " + count + " resources");
  }

  static int listAll(KubernetesClient client, String group, String version) {
    int count = 0;
    for (var each : client.getApiResources(group.isEmpty() ? version : group + "/" + version).getResources()) {
      if (each.getName().contains("/") || !each.getVerbs().contains("list")) continue;
      var context = new ResourceDefinitionContext.Builder()
          .withGroup(group).withVersion(version).withKind(each.getKind()).withPlural(each.getName())
          .withNamespaced(each.getNamespaced()).build();
      var resources = client.genericKubernetesResources(context);
      var list = each.getNamespaced() ? resources.inAnyNamespace().list() : resources.list();
      equal("the kind of the list of " + each.getName(), list.getKind(), each.getKind() + "List");
      count++;
    }
    return count;
  }

  static CustomResourceDefinition definition() {
    var integer = new JSONSchemaPropsBuilder().withType("integer").withMinimum(0.0).build();
    var defaulted = new JSONSchemaPropsBuilder(integer).withDefault(new tools.jackson.databind.node.IntNode(1)).build();
    var spec = new JSONSchemaPropsBuilder().withType("object").withRequired("model")
        .addToProperties("model", new JSONSchemaPropsBuilder().withType("string").build())
        .addToProperties("replicas", defaulted)
        .addNewXKubernetesValidation().withRule("self.model != 'bad'").withMessage("the model must not be bad").endXKubernetesValidation()
        .build();
    var status = new JSONSchemaPropsBuilder().withType("object").addToProperties("replicas", integer).build();
    return new CustomResourceDefinitionBuilder().withNewMetadata().withName("cogs." + GROUP).endMetadata()
        .withNewSpec().withGroup(GROUP).withScope("Namespaced")
        .withNewNames().withPlural("cogs").withSingular("cog").withKind("Cog").endNames()
        .addNewVersion().withName("v1").withServed(true).withStorage(true)
        .withNewSchema().withNewOpenAPIV3Schema().withType("object")
        .addToProperties("spec", spec).addToProperties("status", status).endOpenAPIV3Schema().endSchema()
        .withNewSubresources().withNewStatus().endStatus()
        .withNewScale().withSpecReplicasPath(".spec.replicas").withStatusReplicasPath(".status.replicas").endScale()
        .endSubresources().endVersion().endSpec().build();
  }

  static Cog cog(String name, String model) {
    var cog = new Cog();
    cog.setMetadata(new ObjectMetaBuilder().withNamespace("default").withName(name).build());
    cog.setSpec(new CogSpec());
    cog.getSpec().model = model;
    return cog;
  }

  static void customResources(KubernetesClient client) throws Exception {
    var definitions = client.apiextensions().v1().customResourceDefinitions();
    definitions.resource(definition()).create();
    definitions.withName("cogs." + GROUP).waitUntilCondition(
        each -> each != null && each.getStatus() != null && each.getStatus().getConditions().stream()
            .anyMatch(condition -> condition.getType().equals("Established") && condition.getStatus().equals("True")),
        TIMEOUT_SECONDS, TimeUnit.SECONDS);
    var cogs = client.resources(Cog.class).inNamespace("default");
    var added = new LinkedBlockingQueue<String>();
    var informer = cogs.inform(new io.fabric8.kubernetes.client.informers.ResourceEventHandler<Cog>() {
      @Override
      public void onAdd(Cog object) {
        added.add(object.getMetadata().getName());
      }

      @Override
      public void onUpdate(Cog before, Cog after) {}

      @Override
      public void onDelete(Cog object, boolean isUnknown) {}
    });
    equal("the default", cogs.resource(cog("a", "arm")).create().getSpec().replicas, 1);
    equal("the object of the informer", added.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS), "a");
    equal("the replicas after an edit", cogs.withName("a").edit(each -> {
      each.getSpec().replicas = 2;
      return each;
    }).getSpec().replicas, 2);
    var changed = cogs.withName("a").get();
    changed.setStatus(new CogStatus());
    changed.getStatus().replicas = 2;
    equal("the status", cogs.resource(changed).updateStatus().getStatus().replicas, 2);
    equal("the scale", cogs.withName("a").scale(4).getSpec().replicas, 4);
    var applied = cog("b", "cart");
    equal("the applied model", cogs.resource(applied).fieldManager("fabric8").serverSideApply().getSpec().model, "cart");
    var merge = PatchContext.of(PatchType.JSON_MERGE);
    equal("the patched replicas", cogs.withName("b").patch(merge, "{\"spec\":{\"replicas\":7}}").getSpec().replicas, 7);
    refused(() -> cogs.resource(cog("c", "bad")).create(), 422, "the model must not be bad");
    refused(() -> cogs.resource(cog("c", null)).create(), 422, "spec.model: Required value");
    equal("the number of items", cogs.list().getItems().size(), 2);
    informer.close();
    definitions.withName("cogs." + GROUP).delete();
    definitions.withName("cogs." + GROUP).waitUntilCondition(Objects::isNull, TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  static void admissionPolicies(KubernetesClient client) throws Exception {
    client.resource(new NamespaceBuilder().withNewMetadata().withName("fabric8").endMetadata().build()).create();
    var name = "names.fabric8.test";
    client.resource(new ValidatingAdmissionPolicyBuilder().withNewMetadata().withName(name).endMetadata()
        .withNewSpec().withNewMatchConstraints()
        .addNewResourceRule().withApiGroups("").withApiVersions("v1").withOperations("CREATE").withResources("configmaps").endResourceRule()
        .endMatchConstraints()
        .addNewValidation().withExpression("object.metadata.name != 'denied'").withMessage("denied by name").endValidation()
        .endSpec().build()).create();
    client.resource(new ValidatingAdmissionPolicyBindingBuilder().withNewMetadata().withName(name).endMetadata()
        .withNewSpec().withPolicyName(name).withValidationActions("Deny").withNewMatchResources()
        .withNewNamespaceSelector().addToMatchLabels("kubernetes.io/metadata.name", "fabric8").endNamespaceSelector()
        .endMatchResources().endSpec().build()).create();
    var denied = configMap("fabric8", "denied");
    until("the policy denies", () -> {
      try {
        client.resource(denied).dryRun().create();
        return false;
      } catch (KubernetesClientException error) {
        return true;
      }
    });
    refused(() -> client.resource(denied).create(), 422, "denied by name");
    client.resource(configMap("fabric8", "allowed")).create();
    client.admissionRegistration().v1().validatingAdmissionPolicyBindings().withName(name).delete();
    client.admissionRegistration().v1().validatingAdmissionPolicies().withName(name).delete();
  }

  static void limits(KubernetesClient client) throws Exception {
    client.resource(new NamespaceBuilder().withNewMetadata().withName("fabric8-limits").endMetadata().build()).create();
    client.resource(new ResourceQuotaBuilder().withNewMetadata().withNamespace("fabric8-limits").withName("quota").endMetadata()
        .withNewSpec().addToHard("count/secrets", new Quantity("1")).endSpec().build()).create();
    var quota = client.resourceQuotas().inNamespace("fabric8-limits").withName("quota");
    until("the quota has a status", () -> quota.get().getStatus() != null && !quota.get().getStatus().getHard().isEmpty());
    for (var each : List.of("a", "b")) {
      var secret = new SecretBuilder().withNewMetadata().withNamespace("fabric8-limits").withName(each).endMetadata().build();
      if (each.equals("a")) client.resource(secret).create();
      else refused(() -> client.resource(secret).create(), 403, "exceeded quota: quota, requested: count/secrets=1");
    }
    equal("whether there are FlowSchemas", client.flowControl().v1().flowSchema().list().getItems().size() > 5, true);
  }

  public static void main(String[] args) {
    var rows = new LinkedHashMap<String, Row>();
    rows.put("built-in-kinds", Clients::builtinKinds);
    rows.put("every-resource", Clients::everyResource);
    rows.put("custom-resources", Clients::customResources);
    rows.put("admission-policies", Clients::admissionPolicies);
    rows.put("limits", Clients::limits);
    var failed = false;
    try (var client = new KubernetesClientBuilder().build()) {
      for (var row : rows.entrySet()) {
        try {
          row.getValue().run(client);
          System.out.println("ok fabric8 " + row.getKey());
        } catch (Throwable error) {
          failed = true;
          error.printStackTrace();
          System.out.println("FAIL fabric8 " + row.getKey() + ": " + String.valueOf(error).replaceAll("\\s+", " "));
        }
      }
    }
    System.exit(failed ? 1 : 0);
  }
}
