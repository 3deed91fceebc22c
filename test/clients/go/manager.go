package main

import (
	"context"
	"fmt"

	"github.com/go-logr/logr"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

// managerRows runs a manager of controller-runtime with reconcilers of built-in kinds.
var managerRows = []row{
	{"reconciler that owns objects", func(ctx context.Context, config *rest.Config) error {
		ctrl.SetLogger(logr.Discard())
		manager, err := ctrl.NewManager(config, ctrl.Options{
			Scheme:                  scheme.Scheme,
			Metrics:                 server.Options{BindAddress: "0"},
			LeaderElection:          true,
			LeaderElectionID:        "clients",
			LeaderElectionNamespace: meta.NamespaceDefault,
		})
		if err != nil {
			return err
		}
		copies := &copier{Client: manager.GetClient(), done: make(chan string, 100)}
		err = ctrl.NewControllerManagedBy(manager).For(&core.ConfigMap{}).Owns(&core.Secret{}).Complete(copies)
		if err != nil {
			return err
		}
		ctx, stop := context.WithCancel(ctx)
		ended := make(chan error, 1)
		go func() { ended <- manager.Start(ctx) }()
		defer func() { stop(); <-ended }()
		source := &core.ConfigMap{
			ObjectMeta: meta.ObjectMeta{Namespace: meta.NamespaceDefault, Name: "copied", Labels: labels},
			Data:       map[string]string{"a": "b"},
		}
		if err := manager.GetClient().Create(ctx, source); err != nil {
			return step("create", err)
		}
		if err := copies.wait(ctx); err != nil {
			return step("first copy", err)
		}
		secret := &core.Secret{ObjectMeta: meta.ObjectMeta{Namespace: meta.NamespaceDefault, Name: "copied"}}
		if err := manager.GetClient().Delete(ctx, secret); err != nil {
			return step("delete the copy", err)
		}
		return step("second copy", copies.wait(ctx))
	}},
}

// copier keeps a Secret for each ConfigMap with the label.
type copier struct {
	client.Client
	done chan string
}

func (c *copier) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	source := &core.ConfigMap{}
	if err := c.Get(ctx, request.NamespacedName, source); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	if source.Labels["app"] != labels["app"] {
		return ctrl.Result{}, nil
	}
	secret := &core.Secret{ObjectMeta: meta.ObjectMeta{Namespace: source.Namespace, Name: source.Name}}
	result, err := controllerutil.CreateOrUpdate(ctx, c.Client, secret, func() error {
		secret.StringData = source.Data
		return controllerutil.SetControllerReference(source, secret, c.Scheme())
	})
	if errors.IsAlreadyExists(err) || errors.IsConflict(err) {
		return ctrl.Result{Requeue: true}, nil
	}
	if result == controllerutil.OperationResultCreated {
		c.done <- source.Name
	}
	return ctrl.Result{}, err
}

func (c *copier) wait(ctx context.Context) error {
	select {
	case <-c.done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("no copy was created: %w", ctx.Err())
	}
}
