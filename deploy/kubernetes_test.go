package deploy

import (
	"errors"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	"sigs.k8s.io/json"
	"sigs.k8s.io/yaml"
)

const kubernetesDir = "kubernetes"

// A cluster is what the kustomization makes.
type cluster struct {
	kustomization
	objects []any
}

// A kustomization is what the tests look at in kustomization.yaml. That it is one is for
// kustomize itself.
type kustomization struct {
	Resources          []string
	Images             []struct{ Name, NewTag string }
	ConfigMapGenerator []struct {
		Name string
		Envs []string
	}
	SecretGenerator []struct {
		Name  string
		Files []string // KEY=FILE
	}
}

// readCluster reads all manifests, in which every field has to be one of its kind.
func readCluster(t *testing.T) *cluster {
	t.Helper()
	c := &cluster{}
	if err := yaml.Unmarshal([]byte(readFile(t, filepath.Join(kubernetesDir, "kustomization.yaml"))), &c.kustomization); err != nil {
		t.Fatal(err)
	}
	for _, file := range c.Resources {
		for _, text := range strings.Split(readFile(t, filepath.Join(kubernetesDir, file)), "\n---\n") {
			c.objects = append(c.objects, readObject(t, file, text))
		}
	}
	return c
}

// readObject reads a manifest as strictly as a cluster does: names differ by case.
func readObject(t *testing.T, file, text string) any {
	t.Helper()
	object := newObject(t, file, text)
	data, err := yaml.YAMLToJSONStrict([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	strict, err := json.UnmarshalStrict(data, object)
	if err := errors.Join(append(strict, err)...); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return object
}

// newObject returns an object of the kind that a manifest is of.
func newObject(t *testing.T, file, text string) any {
	t.Helper()
	var is struct{ APIVersion, Kind string }
	if err := yaml.Unmarshal([]byte(text), &is); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	switch is.APIVersion + " " + is.Kind {
	case "v1 Namespace":
		return &corev1.Namespace{}
	case "v1 Service":
		return &corev1.Service{}
	case "apps/v1 Deployment":
		return &appsv1.Deployment{}
	case "batch/v1 CronJob":
		return &batchv1.CronJob{}
	case "networking.k8s.io/v1 NetworkPolicy":
		return &networkingv1.NetworkPolicy{}
	case "policy/v1 PodDisruptionBudget":
		return &policyv1.PodDisruptionBudget{}
	}
	t.Fatalf("%s: the tests know no %+v", file, is)
	return nil
}

// only returns the one object of a kind.
func only[T any](t *testing.T, c *cluster) T {
	t.Helper()
	var found []T
	for _, o := range c.objects {
		if object, ok := o.(T); ok {
			found = append(found, object)
		}
	}
	if len(found) != 1 {
		t.Fatalf("there are %d objects of the kind %T", len(found), found)
	}
	return found[0]
}

// pods returns the pods of the API and of the load.
func (c *cluster) pods(t *testing.T) (api, load corev1.PodSpec) {
	t.Helper()
	return only[*appsv1.Deployment](t, c).Spec.Template.Spec, only[*batchv1.CronJob](t, c).Spec.JobTemplate.Spec.Template.Spec
}

// settings returns what a config map has.
func (c *cluster) settings(t *testing.T, name string) map[string]string {
	t.Helper()
	for _, g := range c.ConfigMapGenerator {
		if g.Name == name {
			return readEnv(t, filepath.Join(kubernetesDir, g.Envs[0]))
		}
	}
	t.Fatalf("no config map %s is made", name)
	return nil
}

// secret fills a folder with what a secret has, of the files in a folder of secrets.
func (c *cluster) secret(t *testing.T, name, secrets, dir string) {
	t.Helper()
	for _, g := range c.SecretGenerator {
		if g.Name != name {
			continue
		}
		for _, f := range g.Files {
			key, file, _ := strings.Cut(f, "=")
			file, ok := strings.CutPrefix(file, "secrets/")
			if !ok {
				t.Errorf("the secret %s is made of %s, which git does not leave out", name, f)
			}
			if err := os.Symlink(filepath.Join(secrets, file), filepath.Join(dir, key)); err != nil {
				t.Fatal(err)
			}
		}
		return
	}
	t.Fatalf("no secret %s is made", name)
}

// mounts returns, for each volume of a pod, a folder with what is in it.
func (c *cluster) mounts(m *machine, pod corev1.PodSpec, secrets string) map[string]string {
	m.t.Helper()
	folders := map[string]string{}
	for _, v := range pod.Volumes {
		folders[v.Name] = m.volume()
		if v.Secret != nil {
			c.secret(m.t, v.Secret.SecretName, secrets, folders[v.Name])
		}
	}
	return folders
}

// reference is a variable in a command, which the cluster fills in.
var reference = regexp.MustCompile(`\$\((\w+)\)`)

// process returns what a container starts.
func (c *cluster) process(t *testing.T, from corev1.Container, volumes, overrides map[string]string) process {
	t.Helper()
	p := process{name: from.Name, env: map[string]string{}, mounts: map[string]string{}}
	for _, e := range from.EnvFrom {
		maps.Copy(p.env, c.settings(t, e.ConfigMapRef.Name))
	}
	maps.Copy(p.env, overrides)
	command := from.Command
	if command == nil {
		command = []string{"/usr/local/bin/" + from.Image} // see TestDockerfile
	}
	for _, arg := range slices.Concat(command, from.Args) {
		p.args = append(p.args, reference.ReplaceAllStringFunc(arg, func(r string) string {
			value, ok := p.env[reference.FindStringSubmatch(r)[1]]
			if !ok {
				t.Errorf("%s: %s is not in its environment", from.Name, r)
			}
			return value
		}))
	}
	for _, v := range from.VolumeMounts {
		if volumes[v.Name] == "" {
			t.Errorf("%s mounts %s, which is no volume of its pod", from.Name, v.Name)
		}
		p.mounts[v.MountPath] = volumes[v.Name]
	}
	return p
}

// The job loads a repository, and the API answers from it with a key of the secret; a
// key that is revoked there is bad while it runs.
func testKubernetes(t *testing.T, bin string) {
	m := newMachine(t, bin)
	c := readCluster(t)
	secrets := m.newPasswords()
	file := filepath.Join(secrets, "keys.json")
	key := strings.TrimSpace(m.run(process{name: "keys", args: []string{"opencec", "keys", "new", "--name", "portal", "--keys-file", file}}))

	api, load := c.pods(t)
	volumes := c.mounts(m, load, secrets)
	for _, step := range slices.Concat(load.InitContainers, load.Containers) {
		m.run(c.process(t, step, volumes, map[string]string{"REPOSITORY": m.repository()}))
	}
	running := m.startAPI(c.process(t, api.Containers[0], c.mounts(m, api, secrets), nil))
	for _, p := range []*corev1.Probe{api.Containers[0].ReadinessProbe, api.Containers[0].LivenessProbe} {
		if a := ask(t, "http://"+running.admin+p.HTTPGet.Path, ""); p.HTTPGet.Port.StrVal != "admin" || a.status != http.StatusOK {
			t.Errorf("the probe %v is answered with %d", p, a.status)
		}
	}
	if a := running.ask("/v1/listings", key); a.status != http.StatusOK || !strings.Contains(a.body, `"created_at":"20`) {
		t.Errorf("%d; the listings have no times, or there are none: %s", a.status, a.body)
	}
	m.run(process{name: "keys", args: []string{"opencec", "keys", "revoke", "--keys-file", file, "portal"}})
	running.wait("the key is bad", func() bool { return running.ask("/v1/listings", key).status == http.StatusUnauthorized })
}

// Ports and images that are named are there, by this name.
func TestKubernetesNames(t *testing.T) {
	t.Parallel()
	c := readCluster(t)
	var images []string
	for _, i := range c.Images {
		checkImage(t, "kustomization.yaml", i.Name+":"+i.NewTag)
		images = append(images, i.Name)
	}
	api, load := c.pods(t)
	for _, from := range slices.Concat(load.InitContainers, load.Containers, api.Containers) {
		if !slices.Contains(images, from.Image) {
			checkImage(t, from.Name, from.Image)
		}
	}
	var ports, named []string
	for _, p := range api.Containers[0].Ports {
		ports = append(ports, p.Name)
	}
	for _, o := range c.objects {
		switch o := o.(type) {
		case *corev1.Service:
			for _, p := range o.Spec.Ports {
				named = append(named, p.TargetPort.StrVal)
			}
		case *networkingv1.NetworkPolicy:
			for _, rule := range o.Spec.Ingress {
				for _, p := range rule.Ports {
					named = append(named, p.Port.StrVal)
				}
			}
		}
	}
	for _, name := range named {
		if !slices.Contains(ports, name) {
			t.Errorf("a port %q is named; the API's are %v", name, ports)
		}
	}
}

// The pods keep the rules of the level restricted, which their namespace enforces, and
// those of the images: a system that cannot be written, and no use of the cluster's API.
func TestKubernetesRights(t *testing.T) {
	t.Parallel()
	c := readCluster(t)
	if level := only[*corev1.Namespace](t, c).Labels["pod-security.kubernetes.io/enforce"]; level != "restricted" {
		t.Errorf("the namespace enforces the level %q", level)
	}
	api, load := c.pods(t)
	for _, pod := range []corev1.PodSpec{api, load} {
		name, security := pod.Containers[0].Name, pod.SecurityContext
		if !isTrue(security.RunAsNonRoot) || security.SeccompProfile.Type != corev1.SeccompProfileTypeRuntimeDefault {
			t.Errorf("the pod of %s has %v", name, security)
		}
		if mount := pod.AutomountServiceAccountToken; mount == nil || *mount {
			t.Errorf("the pod of %s can use the cluster's API", name)
		}
		for _, from := range slices.Concat(pod.InitContainers, pod.Containers) {
			s := from.SecurityContext
			escalation := s.AllowPrivilegeEscalation
			if escalation == nil || *escalation || !isTrue(s.ReadOnlyRootFilesystem) || !slices.Equal(s.Capabilities.Drop, []corev1.Capability{"ALL"}) {
				t.Errorf("%s has %v", from.Name, s)
			}
		}
	}
}

func isTrue(b *bool) bool { return b != nil && *b }
