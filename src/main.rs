
use octroi::tables::*; use octroi::features::*;
fn main() {
    let dir = std::env::args().nth(1).unwrap();
    let s = Source::open(std::path::Path::new(&dir)).unwrap();
    let i=std::time::Instant::now();
    let l = match portfolio::load(&s,&|_,_|true,&|_|()) { Ok(l)=>l, Err(e)=>{println!("{e} / {:?}",e.hint()); return} };
    println!("load {:?} orphans {:?}", i.elapsed(), l.n_orphans);
    let i=std::time::Instant::now();
    let m = assemble(&l.portfolio, 0..l.portfolio.clients.len(), Profile::Octroi);
    println!("assemble {:?} {} x {}", i.elapsed(), m.clients.len(), m.names.len());
    let k = assemble(&l.portfolio, 0..l.portfolio.clients.len(), Profile::Kernel);
    println!("kernel {} x {}", k.clients.len(), k.names.len());
}
