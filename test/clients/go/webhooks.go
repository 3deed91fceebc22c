package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"strings"
	"time"

	"github.com/go-logr/logr"
	admissionregistration "k8s.io/api/admissionregistration/v1"
	extensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"
	"k8s.io/utils/ptr"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	metrics "sigs.k8s.io/controller-runtime/pkg/metrics/server"
	"sigs.k8s.io/controller-runtime/pkg/webhook"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"
)

// webhookRows use the webhook server of controller-runtime for defaulting, validation and conversion of a custom resource.
var webhookRows = []row{{"defaulting, validation and conversion", useWebhooks}}

const hookedGroup = widgetGroup("hooks.clients.test")

// widgetDefaulter fills in the model.
type widgetDefaulter struct{}

func (widgetDefaulter) Default(_ context.Context, widget *Widget) error {
	if widget.Spec.Model == "" {
		widget.Spec.Model = "defaulted"
	}
	return nil
}

// widgetValidator refuses two models, and deletion of a third.
type widgetValidator struct{}

func (widgetValidator) ValidateCreate(_ context.Context, widget *Widget) (admission.Warnings, error) {
	if widget.Spec.Model == "forbidden" {
		return nil, fmt.Errorf("model %q is forbidden", widget.Spec.Model)
	}
	return admission.Warnings{"this widget was checked"}, nil
}

func (widgetValidator) ValidateUpdate(_ context.Context, before, after *Widget) (admission.Warnings, error) {
	if before.Spec.Model != after.Spec.Model {
		return nil, fmt.Errorf("the model is immutable")
	}
	return nil, nil
}

func (widgetValidator) ValidateDelete(_ context.Context, widget *Widget) (admission.Warnings, error) {
	if widget.Spec.Model == "kept" {
		return nil, fmt.Errorf("the widget is kept")
	}
	return nil, nil
}

// selfSigned is a certificate for 127.0.0.1 with its CA bundle, which is the certificate itself.
func selfSigned() (tls.Certificate, []byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(time.Hour),
		IPAddresses:           []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	bundle := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, bundle, err
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// startHooks runs a manager with the webhooks, and returns the address of its server.
func startHooks(ctx context.Context, config *rest.Config, certificate tls.Certificate) (string, error) {
	ctrl.SetLogger(logr.Discard())
	port, err := freePort()
	if err != nil {
		return "", err
	}
	server := webhook.NewServer(webhook.Options{Host: "127.0.0.1", Port: port, TLSOpts: []func(*tls.Config){
		func(c *tls.Config) {
			c.GetCertificate = func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return &certificate, nil }
		},
	}})
	manager, err := ctrl.NewManager(config, ctrl.Options{
		Scheme:        hookedGroup.scheme(),
		Metrics:       metrics.Options{BindAddress: "0"},
		WebhookServer: server,
	})
	if err != nil {
		return "", err
	}
	err = ctrl.NewWebhookManagedBy(manager, &Widget{}).WithDefaulter(widgetDefaulter{}).WithValidator(widgetValidator{}).Complete()
	if err != nil {
		return "", step("webhooks", err)
	}
	failed := make(chan error, 1)
	go func() { failed <- manager.Start(ctx) }()
	isStarted := server.StartedChecker()
	for isStarted(nil) != nil {
		select {
		case err := <-failed:
			return "", step("manager", err)
		case <-ctx.Done():
			return "", step("webhook server", ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
	return fmt.Sprintf("https://127.0.0.1:%d", port), nil
}

func hookedDefinition(address string, bundle []byte) *extensions.CustomResourceDefinition {
	definition := hookedGroup.definition()
	old := *definition.Spec.Versions[0].DeepCopy()
	old.Name, old.Storage, old.Schema = "v1beta1", false, widgetSchema("type")
	old.SelectableFields, old.AdditionalPrinterColumns = nil, nil
	definition.Spec.Versions = append(definition.Spec.Versions, old)
	definition.Spec.Conversion = &extensions.CustomResourceConversion{
		Strategy: extensions.WebhookConverter,
		Webhook: &extensions.WebhookConversion{
			ClientConfig:             &extensions.WebhookClientConfig{URL: ptr.To(address + "/convert"), CABundle: bundle},
			ConversionReviewVersions: []string{"v1"},
		},
	}
	return definition
}

// registered creates the configurations of the admission webhooks.
func registered(ctx context.Context, c client.Client, address string, bundle []byte) error {
	suffix := "-" + strings.ReplaceAll(string(hookedGroup), ".", "-") + "-v1-widget"
	at := func(path string) admissionregistration.WebhookClientConfig {
		return admissionregistration.WebhookClientConfig{URL: ptr.To(address + path + suffix), CABundle: bundle}
	}
	rules := []admissionregistration.RuleWithOperations{{
		Operations: []admissionregistration.OperationType{admissionregistration.OperationAll},
		Rule: admissionregistration.Rule{
			APIGroups: []string{string(hookedGroup)}, APIVersions: []string{"v1"}, Resources: []string{"widgets"},
		},
	}}
	none := ptr.To(admissionregistration.SideEffectClassNone)
	mutating := &admissionregistration.MutatingWebhookConfiguration{
		ObjectMeta: meta.ObjectMeta{Name: "clients-hooks"},
		Webhooks: []admissionregistration.MutatingWebhook{{
			Name: "defaults.clients.test", ClientConfig: at("/mutate"), Rules: rules, SideEffects: none, AdmissionReviewVersions: []string{"v1"},
		}},
	}
	validating := &admissionregistration.ValidatingWebhookConfiguration{
		ObjectMeta: meta.ObjectMeta{Name: "clients-hooks"},
		Webhooks: []admissionregistration.ValidatingWebhook{{
			Name: "checks.clients.test", ClientConfig: at("/validate"), Rules: rules, SideEffects: none, AdmissionReviewVersions: []string{"v1"},
		}},
	}
	if err := c.Create(ctx, mutating); err != nil {
		return err
	}
	return c.Create(ctx, validating)
}

// warnings counts the warnings of responses.
type warnings struct{ texts chan string }

func (w warnings) HandleWarningHeaderWithContext(_ context.Context, _ int, _ string, text string) {
	w.texts <- text
}

func useWebhooks(ctx context.Context, config *rest.Config) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	certificate, bundle, err := selfSigned()
	if err != nil {
		return err
	}
	address, err := startHooks(ctx, rest.CopyConfig(config), certificate)
	if err != nil {
		return err
	}
	remove, err := hookedGroup.install(ctx, config, hookedDefinition(address, bundle))
	if err != nil {
		return err
	}
	heard := warnings{make(chan string, 100)}
	config = rest.CopyConfig(config)
	config.WarningHandlerWithContext = heard
	c, err := client.New(config, client.Options{Scheme: hookedGroup.scheme()})
	if err != nil {
		return err
	}
	if err := registered(ctx, c, address, bundle); err != nil {
		return step("register", err)
	}
	// The server reads configurations from a cache: the first create that is defaulted shows that it has them.
	for name := 0; ; name++ {
		widget := typedWidget(fmt.Sprintf("probe-%d", name), "")
		if err := c.Create(ctx, widget); err == nil && widget.Spec.Model == "defaulted" {
			break
		}
		select {
		case <-ctx.Done():
			return step("first call of the webhooks", ctx.Err())
		case <-time.After(50 * time.Millisecond):
		}
	}
	kept := typedWidget("kept", "kept")
	return steps(
		func() error {
			for {
				err := c.Create(ctx, typedWidget("forbidden", "forbidden"))
				if err != nil {
					want := `admission webhook "checks.clients.test" denied the request: model "forbidden" is forbidden`
					return mismatch("the answer to a forbidden model", fmt.Sprintf("%v: %v", errors.IsForbidden(err), err), "true: "+want)
				}
				if err := c.Delete(ctx, typedWidget("forbidden", "")); err != nil {
					return step("delete", err)
				}
			}
		},
		func() error { return step("create", c.Create(ctx, kept)) },
		func() error {
			select {
			case text := <-heard.texts:
				return mismatch("the warning", text, "this widget was checked")
			default:
				return fmt.Errorf("there was no warning")
			}
		},
		func() error {
			changed := kept.DeepCopyObject().(*Widget)
			changed.Spec.Model = "changed"
			return mismatch("whether the model is immutable", errors.IsForbidden(c.Update(ctx, changed)), true)
		},
		func() error {
			return mismatch("whether deletion is refused", errors.IsForbidden(c.Delete(ctx, kept)), true)
		},
		func() error { return step("conversion", useOldWidgets(ctx, c)) },
		func() error {
			hooks := &admissionregistration.ValidatingWebhookConfiguration{ObjectMeta: meta.ObjectMeta{Name: "clients-hooks"}}
			return step("unregister", c.Delete(ctx, hooks))
		},
		func() error {
			hooks := &admissionregistration.MutatingWebhookConfiguration{ObjectMeta: meta.ObjectMeta{Name: "clients-hooks"}}
			return step("unregister", c.Delete(ctx, hooks))
		},
		remove,
	)
}

// useOldWidgets reads, creates and lists in a version that a webhook converts. matchPolicy Equivalent sends its writes to the
// admission webhooks, too.
func useOldWidgets(ctx context.Context, c client.Client) error {
	read := &OldWidget{}
	if err := c.Get(ctx, client.ObjectKey{Namespace: meta.NamespaceDefault, Name: "kept"}, read); err != nil {
		return step("get", err)
	}
	if err := mismatch("the converted field", read.Spec.Type, "kept"); err != nil {
		return err
	}
	old := &OldWidget{ObjectMeta: meta.ObjectMeta{Namespace: meta.NamespaceDefault, Name: "old"}, Spec: OldWidgetSpec{Type: "arm"}}
	if err := c.Create(ctx, old); err != nil {
		return step("create", err)
	}
	stored := &Widget{}
	if err := c.Get(ctx, client.ObjectKeyFromObject(old), stored); err != nil {
		return step("get the stored version", err)
	}
	if err := mismatch("the field of the stored version", stored.Spec.Model, "arm"); err != nil {
		return err
	}
	old = &OldWidget{ObjectMeta: meta.ObjectMeta{Namespace: meta.NamespaceDefault, Name: "refused"}, Spec: OldWidgetSpec{Type: "forbidden"}}
	if err := mismatch("whether the equivalent version is checked", errors.IsForbidden(c.Create(ctx, old)), true); err != nil {
		return err
	}
	list := &meta.PartialObjectMetadataList{}
	list.SetGroupVersionKind(schema.GroupVersionKind{Group: string(hookedGroup), Version: "v1beta1", Kind: "WidgetList"})
	if err := c.List(ctx, list, client.InNamespace(meta.NamespaceDefault)); err != nil {
		return step("list of metadata", err)
	}
	return mismatch("whether the list has items", len(list.Items) >= 3, true)
}
