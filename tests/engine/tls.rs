//! Engines that are reached over TLS, and how they are told who asks.

use super::osmem::Osmem;
use super::proxy::{Act, Proxy};
use crate::testenv::TestEnv;
use rcgen::{BasicConstraints, Certificate, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use std::sync::{Arc, Mutex};

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::new(Vec::new()).expect("a certificate");
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("a certificate")
}

/// What a server at `localhost` shows, for which the authority vouches.
fn shown(authority: &Authority) -> Arc<ServerConfig> {
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new(vec!["localhost".to_owned()]).expect("a certificate");
    let certificate: Certificate = params.signed_by(&key, authority).expect("a certificate");
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key);
    Arc::new(config.expect("a certificate with its key"))
}

#[test]
fn an_engine_is_believed_where_the_right_one_vouches_for_it_and_told_who_asks() {
    let Some(osmem) = Osmem::start() else { return };
    let (right, wrong) = (authority("right"), authority("wrong"));
    let proxy = Proxy::start_tls(&osmem.place, shown(&right));
    let said: Arc<Mutex<Vec<Option<String>>>> = Arc::default();
    let heard = said.clone();
    proxy.rule(move |asked| {
        heard.lock().expect("nobody broke down").push(asked.authorization.clone());
        Act::Forward
    });
    let env = TestEnv::with(&super::program::FILES);
    env.write("right.pem", right.pem());
    env.write("wrong.pem", wrong.pem());
    env.write("nothing.pem", "no certificate\n");
    env.write("bearer", "Bearer dG9rZW4\n");
    env.write("key", "ApiKey c2VjcmV0\n");
    let port = proxy.place.rsplit(':').next().expect("a port");
    let run = |user: &str, args: &[&str]| {
        let url = format!("https://{user}localhost:{port}/news");
        env.run(&[args, &["--engine", &url]].concat())
    };
    let heard = |header: Option<&str>| {
        let mut said = said.lock().expect("nobody broke down");
        assert!(!said.is_empty() && said.iter().all(|own| own.as_deref() == header), "{said:?}");
        said.clear();
    };
    let status = ["engine", "status"];
    for (flags, what) in [
        (&["--engine-ca", "wrong.pem"][..], "UnknownIssuer"),
        (&[][..], "UnknownIssuer"),
        (&["--engine-ca", "nothing.pem"][..], "there is no certificate in the file"),
        (&["--engine-ca", "none.pem"][..], "none.pem"),
    ] {
        let refused = run("anna:secret@", &[&status, flags].concat()).status(2).notes(&[what, "hint: "]);
        assert!(!refused.stderr.contains("secret"), "{refused}");
    }
    assert!(said.lock().expect("nobody broke down").is_empty());
    let trusted = |args: &[&'static str]| [args, &["--engine-ca", "right.pem"]].concat();
    run("", &trusted(&["engine", "init"])).status(0);
    heard(None);
    run("", &trusted(&["ingest", "--engine-auth", "bearer"])).status(0).notes(&["3 articles new"]);
    heard(Some("Bearer dG9rZW4"));
    run("", &trusted(&["search", "harbour", "--engine-auth", "key"])).status(0).says(&["Ida Tervo"]);
    heard(Some("ApiKey c2VjcmV0"));
    run("anna:secret@", &trusted(&status)).status(0).says(&["articles  3"]);
    heard(Some("Basic YW5uYTpzZWNyZXQ="));
    proxy.check();
}
